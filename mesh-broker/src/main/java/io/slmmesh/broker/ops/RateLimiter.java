package io.slmmesh.broker.ops;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.broker.clock.MeshClock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A token bucket for each agent, on monotonic time: a runaway agent is slowed, the others are not.
 */
public final class RateLimiter {
  private final MeshClock clock;
  private final int calls;
  private final Duration window;
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

  /** Allows {@code calls} in each {@code window}, in a burst or spread. */
  public RateLimiter(MeshClock clock, int calls, Duration window) {
    this.clock = clock;
    this.calls = calls;
    this.window = window;
  }

  /**
   * Takes one call from the agent's bucket.
   *
   * @throws MeshException {@code RATE_LIMITED}, with the time to wait
   */
  void take(String peerId) {
    Bucket bucket = buckets.computeIfAbsent(peerId, _ -> new Bucket(calls, clock.ticks()));
    double missing = bucket.take(clock.ticks(), calls, window);
    if (missing > 0) {
      double seconds = Math.max(0.1, missing * window.toNanos() / calls / 1e9);
      throw new MeshException(
          ErrorCode.RATE_LIMITED,
          String.format(
              Locale.ROOT,
              "more than %d calls in %d s; try again in %.1f s",
              calls,
              window.toSeconds(),
              seconds),
          Duration.ofMillis((long) (seconds * 1000)));
    }
  }

  /** An agent that left needs no bucket. */
  public void forget(String peerId) {
    buckets.remove(peerId);
  }

  private static final class Bucket {
    private double tokens;
    private long filledAt;

    Bucket(int tokens, long now) {
      this.tokens = tokens;
      this.filledAt = now;
    }

    /** Returns how many tokens are missing; none are taken then. */
    synchronized double take(long now, int capacity, Duration window) {
      tokens = Math.min(capacity, tokens + (double) (now - filledAt) * capacity / window.toNanos());
      filledAt = now;
      if (tokens < 1) {
        return 1 - tokens;
      }
      tokens--;
      return 0;
    }
  }
}
