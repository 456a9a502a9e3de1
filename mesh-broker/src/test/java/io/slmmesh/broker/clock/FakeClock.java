package io.slmmesh.broker.clock;

import java.time.Duration;
import java.time.Instant;

/**
 * Time that passes when a test says so. The ticks begin shortly before they overflow, so every test
 * that lets time pass also shows that nobody minds.
 */
public final class FakeClock implements MeshClock {
  private long millis = Instant.parse("2026-11-23T12:00:00Z").toEpochMilli();
  private long ticks = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

  @Override
  public synchronized long millis() {
    return millis;
  }

  @Override
  public synchronized long ticks() {
    return ticks;
  }

  public Instant now() {
    return Instant.ofEpochMilli(millis());
  }

  /** Time passes, on both clocks. */
  public synchronized void pass(Duration time) {
    ticks += time.toNanos();
    millis += time.toMillis();
  }

  /** Somebody sets the wall clock; no time passes. */
  public synchronized void setWallClock(Duration ahead) {
    millis += ahead.toMillis();
  }
}
