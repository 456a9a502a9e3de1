package io.slmmesh.broker.ops;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.broker.clock.MeshClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A token bucket for each agent, on monotonic time: a runaway agent is slowed, the others are not.
 * A bucket that is full again is the same as none, so those of agents that are quiet are dropped.
 */
public final class RateLimiter {
  private static final int FEW = 256;

  private final MeshClock clock;
  private final int calls;
  private final Duration window;
  private final Map<String, Bucket> buckets = new HashMap<>();
  private int tidyAt = FEW;

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
    double missing = missing(peerId);
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

  private synchronized double missing(String peerId) {
    long now = clock.ticks();
    if (buckets.size() >= tidyAt && !buckets.containsKey(peerId)) {
      buckets.values().removeIf(bucket -> bucket.isFull(now));
      tidyAt = Math.max(FEW, 2 * buckets.size());
    }
    return buckets.computeIfAbsent(peerId, _ -> new Bucket(calls, now)).take(now);
  }

  /** How many agents have a bucket at this moment. */
  synchronized int size() {
    return buckets.size();
  }

  private final class Bucket {
    private double tokens;
    private long filledAt;

    Bucket(int tokens, long now) {
      this.tokens = tokens;
      this.filledAt = now;
    }

    boolean isFull(long now) {
      return tokensAt(now) >= calls;
    }

    private double tokensAt(long now) {
      return Math.min(calls, tokens + (double) (now - filledAt) * calls / window.toNanos());
    }

    /** Returns how many tokens are missing; none are taken then. */
    double take(long now) {
      tokens = tokensAt(now);
      filledAt = now;
      if (tokens < 1) {
        return 1 - tokens;
      }
      tokens--;
      return 0;
    }
  }
}
