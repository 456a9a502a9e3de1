package io.slmmesh.broker.ops;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.broker.clock.MeshClock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A token bucket for each agent, on monotonic time: a runaway agent is slowed, the others are not.
 * Counted in whole numbers, so that the limit is exact.
 */
public final class RateLimiter {
  private static final long TENTH = Duration.ofMillis(100).toNanos();

  private final MeshClock clock;
  private final long calls;
  private final long window;
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

  /** Allows {@code calls} in each {@code window}, in a burst or spread. */
  public RateLimiter(MeshClock clock, int calls, Duration window) {
    this.clock = clock;
    this.calls = calls;
    this.window = window.toNanos();
  }

  /**
   * Takes one call from the agent's bucket.
   *
   * @throws MeshException {@code RATE_LIMITED}, with the time to wait
   */
  void take(String peerId) {
    Bucket bucket =
        buckets.compute(peerId, (_, known) -> filled(known, clock.ticks()).take(window));
    if (bucket.missing() > 0) {
      long wait = Math.ceilDiv(bucket.missing(), calls);
      throw new MeshException(
          ErrorCode.RATE_LIMITED,
          String.format(
              Locale.ROOT,
              "more than %d calls in %d s; try again in %.1f s",
              calls,
              Duration.ofNanos(window).toSeconds(),
              Math.ceilDiv(wait, TENTH) / 10.0),
          Duration.ofNanos(wait));
    }
  }

  private Bucket filled(@Nullable Bucket bucket, long now) {
    long full = calls * window;
    if (bucket == null) {
      return new Bucket(full, now, 0);
    }
    long passed = Math.min(window, now - bucket.filledAt());
    return new Bucket(Math.min(full, bucket.level() + passed * calls), now, 0);
  }

  /**
   * Forgets the agents whose buckets are full: new ones would be no different. Forgetting those who
   * leave would give a runaway agent that reconnects all its calls back.
   */
  public void forgetRested() {
    long now = clock.ticks();
    for (String peerId : buckets.keySet()) {
      buckets.computeIfPresent(
          peerId, (_, bucket) -> filled(bucket, now).level() == calls * window ? null : bucket);
    }
  }

  /** How many agents have a bucket. */
  int size() {
    return buckets.size();
  }

  /**
   * A call costs a window's length, and each nanosecond brings as much as there are calls.
   *
   * @param missing what the last call lacked; 0 when it was allowed
   */
  private record Bucket(long level, long filledAt, long missing) {
    Bucket take(long cost) {
      return level < cost
          ? new Bucket(level, filledAt, cost - level)
          : new Bucket(level - cost, filledAt, 0);
    }
  }
}
