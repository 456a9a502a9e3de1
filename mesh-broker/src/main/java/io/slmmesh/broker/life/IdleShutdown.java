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

  /** {@code stop} is called when no session was open for {@code limit}. */
  public IdleShutdown(MeshClock clock, Duration limit, Clockwork clockwork, Runnable stop) {
    this.clock = clock;
    this.limit = limit;
    this.clockwork = clockwork;
    this.stop = stop;
    this.idleSince = clock.ticks();
    clockwork.in(limit, this::check);
  }

  public synchronized void opened() {
    sessions++;
  }

  public synchronized void closed() {
    sessions--;
    if (sessions == 0) {
      idleSince = clock.ticks();
      clockwork.in(limit, this::check);
    }
  }

  private void check() {
    if (isIdle()) {
      stop.run();
    }
  }

  private synchronized boolean isIdle() {
    return sessions == 0 && clock.reached(idleSince + limit.toNanos());
  }
}
