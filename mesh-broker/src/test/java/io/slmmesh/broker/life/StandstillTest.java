package io.slmmesh.broker.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.broker.clock.MeshClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StandstillTest {
  private static final Duration OFTEN = Duration.ofSeconds(5);

  private long now;
  private final Standstill standstill =
      new Standstill(
          new MeshClock() {
            @Override
            public long millis() {
              throw new AssertionError("wall time jumps");
            }

            @Override
            public long ticks() {
              return now;
            }
          },
          OFTEN);

  private Duration lookAfter(int seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
    return standstill.sinceLastLook();
  }

  @Test
  void aLookInTimeOrALittleLateIsNoStandstill() {
    assertThat(lookAfter(5)).isZero();
    assertThat(lookAfter(9)).isZero();
  }

  @Test
  void whatIsBeyondTheUsualPauseWasAStandstillAndIsToldOnce() {
    assertThat(lookAfter(65)).isEqualTo(Duration.ofSeconds(60));
    assertThat(lookAfter(5)).isZero();
  }
}
