package io.slmmesh.cli.command;

import java.time.Duration;

/** How long is still to be waited, cut into waits that the broker grants. */
final class Deadline {
  /** The longest wait of one call, by the table. */
  static final int LONGEST_WAIT = 50;

  private final long end;

  private Deadline(Duration within) {
    end = System.nanoTime() + within.toNanos();
  }

  static Deadline in(Duration within) {
    return new Deadline(within);
  }

  boolean reached() {
    return System.nanoTime() - end >= 0;
  }

  /** Seconds for the next call; 0 when the time is over. */
  long nextWait() {
    Duration left = Duration.ofNanos(end - System.nanoTime());
    return Math.clamp(left.plusMillis(999).toSeconds(), 0, LONGEST_WAIT);
  }
}
