package io.slmmesh.broker.locks;

import io.slmmesh.api.lock.FileLock;
import io.slmmesh.broker.clock.MeshClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each lock ends, in monotonic time: setting the wall clock ends no lock early and keeps none
 * too long. The wall time in the database is for people and for the next broker.
 */
final class Deadlines {
  private final MeshClock clock;
  private final Map<Long, Long> endsAt = new ConcurrentHashMap<>();

  Deadlines(MeshClock clock) {
    this.clock = clock;
  }

  void set(long token, Duration left) {
    endsAt.put(token, clock.ticksIn(left));
  }

  void clear(long token) {
    endsAt.remove(token);
  }

  /** Whether the lock is over. One of an earlier broker has as long as its wall time says. */
  boolean reached(FileLock lock) {
    long end =
        endsAt.computeIfAbsent(lock.fencingToken(), _ -> clock.ticksIn(leftByWallTime(lock)));
    return clock.reached(end);
  }

  private Duration leftByWallTime(FileLock lock) {
    return Duration.between(Instant.ofEpochMilli(clock.millis()), lock.expiresAt());
  }

  boolean anyReached() {
    return endsAt.values().stream().anyMatch(clock::reached);
  }

  /** Nanoseconds until the next lock ends. */
  OptionalLong next() {
    return endsAt.values().stream().mapToLong(end -> clock.until(end).toNanos()).min();
  }
}
