package io.slmmesh.broker.life;

import io.slmmesh.broker.clock.MeshClock;
import java.time.Duration;

/**
 * Notices that the whole process stood still, stopped by a signal, a debugger or a machine without
 * memory: then a look that is due every {@code often} comes much too late.
 */
public final class Standstill {
  private final MeshClock clock;
  private final Duration often;
  private long lastLook;

  public Standstill(MeshClock clock, Duration often) {
    this.clock = clock;
    this.often = often;
    this.lastLook = clock.ticks();
  }

  /** How long the process has not run since the last look; zero when that was in time. */
  public Duration sinceLastLook() {
    long now = clock.ticks();
    Duration late = Duration.ofNanos(now - lastLook).minus(often);
    lastLook = now;
    return late.compareTo(often) < 0 ? Duration.ZERO : late;
  }
}
