package io.slmmesh.broker.life;

import io.slmmesh.broker.clock.MeshClock;
import java.time.Duration;

/** Knows when the broker has been without a session for long enough to stop. */
public final class IdleShutdown {
  private final MeshClock clock;
  private final Duration limit;
  private final Clockwork clockwork;
  private final Runnable stop;
  private int sessions;
  private long idleSince;
  private boolean watching;

  /** {@code stop} is called when no session was open for {@code limit}. */
  public IdleShutdown(MeshClock clock, Duration limit, Clockwork clockwork, Runnable stop) {
    this.clock = clock;
    this.limit = limit;
    this.clockwork = clockwork;
    this.stop = stop;
    this.idleSince = clock.ticks();
    watch(limit);
  }

  public synchronized void opened() {
    sessions++;
  }

  public synchronized void closed() {
    sessions--;
    if (sessions == 0) {
      idleSince = clock.ticks();
      watch(limit);
    }
  }

  /** One look is under way at most, however many short requests come and go. */
  private void watch(Duration delay) {
    if (!watching) {
      watching = true;
      clockwork.in(delay, this::look);
    }
  }

  private void look() {
    if (isIdle()) {
      stop.run();
    }
  }

  private synchronized boolean isIdle() {
    watching = false;
    if (sessions > 0) {
      return false;
    }
    Duration left = clock.until(idleSince + limit.toNanos());
    if (!left.isZero()) {
      watch(left);
    }
    return left.isZero();
  }
}
