package io.slmmesh.broker.clock;

import java.time.Duration;

/** Wall time and monotonic time. Tests bring their own. */
public interface MeshClock {
  /** Milliseconds since 1970, UTC. May jump. */
  long millis();

  /** Nanoseconds since some moment. Never goes back. */
  long ticks();

  /** The tick that lies {@code duration} ahead. */
  default long ticksIn(Duration duration) {
    return ticks() + duration.toNanos();
  }

  /** Whether the tick {@code deadline} has been reached. */
  default boolean reached(long deadline) {
    return ticks() - deadline >= 0;
  }

  /** The time that is left until the tick {@code deadline}; never negative. */
  default Duration until(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - ticks()));
  }

  /** The machine's clocks. */
  static MeshClock system() {
    return new MeshClock() {
      @Override
      public long millis() {
        return System.currentTimeMillis();
      }

      @Override
      public long ticks() {
        return System.nanoTime();
      }
    };
  }
}
