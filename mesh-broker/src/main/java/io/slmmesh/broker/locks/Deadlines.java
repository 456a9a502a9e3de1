package io.slmmesh.broker.locks;

import io.slmmesh.api.lock.FileLock;
import io.slmmesh.api.lock.LockFile;
import io.slmmesh.broker.clock.MeshClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * When each lock ends, in monotonic time: setting the wall clock ends no lock early and keeps none
 * too long. The wall time in the database is for people and for the next broker.
 */
final class Deadlines {
  private static final Duration LONGEST = Duration.ofMinutes(LockFile.MOST_MINUTES);

  private final MeshClock clock;
  private final Map<Long, End> byToken = new HashMap<>();
  private final NavigableSet<End> inOrder = new TreeSet<>();

  /** The tick at which a lock ends. Ticks may overflow, so they are compared by difference. */
  private record End(long tick, long token) implements Comparable<End> {
    @Override
    public int compareTo(End other) {
      int byTick = Long.signum(tick - other.tick);
      return byTick != 0 ? byTick : Long.compare(token, other.token);
    }
  }

  Deadlines(MeshClock clock) {
    this.clock = clock;
  }

  synchronized void set(long token, Duration left) {
    clear(token);
    var end = new End(clock.ticksIn(left), token);
    byToken.put(token, end);
    inOrder.add(end);
  }

  synchronized void clear(long token) {
    End end = byToken.remove(token);
    if (end != null) {
      inOrder.remove(end);
    }
  }

  /** A lock of an earlier broker has as long as its wall time says. */
  void resume(FileLock lock) {
    set(lock.fencingToken(), leftByWallTime(lock));
  }

  /** Whether the lock is over. A reader may still see the row of one that has just ended. */
  synchronized boolean reached(FileLock lock) {
    End end = byToken.get(lock.fencingToken());
    return end == null || clock.reached(end.tick());
  }

  /** Never more than a lock can last, in case that the wall clock was set back meanwhile. */
  private Duration leftByWallTime(FileLock lock) {
    Duration left = Duration.between(Instant.ofEpochMilli(clock.millis()), lock.expiresAt());
    return left.compareTo(LONGEST) > 0 ? LONGEST : left;
  }

  /** How long the lock still holds; zero if it is over. */
  synchronized Duration left(FileLock lock) {
    End end = byToken.get(lock.fencingToken());
    return end == null ? Duration.ZERO : clock.until(end.tick());
  }

  synchronized int count() {
    return byToken.size();
  }

  /** The tokens of the locks that are over, oldest end first. */
  synchronized List<Long> reached() {
    return inOrder.stream().takeWhile(end -> clock.reached(end.tick())).map(End::token).toList();
  }

  /** Time until the next lock ends. */
  synchronized Optional<Duration> next() {
    return inOrder.isEmpty() ? Optional.empty() : Optional.of(clock.until(inOrder.first().tick()));
  }
}
