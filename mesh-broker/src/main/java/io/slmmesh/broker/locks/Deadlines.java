package io.slmmesh.broker.locks;

import io.slmmesh.api.lock.FileLock;
import io.slmmesh.api.lock.LockFile;
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
  private static final Duration LONGEST = Duration.ofMinutes(LockFile.MOST_MINUTES);

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

  /** A lock of an earlier broker has as long as its wall time says. */
  void resume(FileLock lock) {
    set(lock.fencingToken(), leftByWallTime(lock));
  }

  /** Whether the lock is over. A reader may still see the row of one that has just ended. */
  boolean reached(FileLock lock) {
    Long end = endsAt.get(lock.fencingToken());
    return end == null || clock.reached(end);
  }

  /** Never more than a lock can last, in case that the wall clock was set back meanwhile. */
  private Duration leftByWallTime(FileLock lock) {
    Duration left = Duration.between(Instant.ofEpochMilli(clock.millis()), lock.expiresAt());
    return left.compareTo(LONGEST) > 0 ? LONGEST : left;
  }

  /** How long the lock still holds; zero if it is over. */
  Duration left(FileLock lock) {
    Long end = endsAt.get(lock.fencingToken());
    return end == null ? Duration.ZERO : clock.until(end);
  }

  boolean anyReached() {
    return endsAt.values().stream().anyMatch(clock::reached);
  }

  /** Nanoseconds until the next lock ends. */
  OptionalLong next() {
    return endsAt.values().stream().mapToLong(end -> clock.until(end).toNanos()).min();
  }
}
