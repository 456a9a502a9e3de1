package io.slmmesh.broker.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.broker.clock.FakeClock;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimiterTest {
  private static final Duration WINDOW = Duration.ofSeconds(10);

  private final FakeClock clock = new FakeClock();
  private final RateLimiter limiter = new RateLimiter(clock, 1000, WINDOW);

  private void take(int calls) {
    for (int i = 0; i < calls; i++) {
      limiter.take("anna");
    }
  }

  private void assertRefused() {
    assertThatThrownBy(() -> limiter.take("anna"))
        .isInstanceOfSatisfying(
            MeshException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMITED));
  }

  @Test
  void exactlySoManyCallsFitIntoABurst() {
    take(1000);
    assertRefused();
    assertThatThrownBy(() -> limiter.take("anna"))
        .hasMessage("more than 1000 calls in 10 s; try again in 0.1 s");
  }

  @Test
  void callsComeBackOneByOneAsTimePasses() {
    take(1000);
    for (int i = 0; i < 50; i++) {
      clock.pass(Duration.ofNanos(9_999_999));
      assertRefused();
      clock.pass(Duration.ofNanos(1));
      take(1);
      assertRefused();
    }
  }

  @Test
  void refusalsCostNothing() {
    take(1000);
    for (int i = 0; i < 100; i++) {
      clock.pass(Duration.ofMillis(1));
      try {
        limiter.take("anna");
      } catch (MeshException refused) {
        assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
      }
    }
    clock.pass(WINDOW.minusMillis(100));
    take(990);
    assertRefused();
  }

  @Test
  void aLongRestSavesUpNoMoreThanOneBurst() {
    take(1000);
    clock.pass(Duration.ofHours(5));
    take(1000);
    assertRefused();
  }

  @Test
  void othersAreNotSlowed() {
    take(1000);
    assertRefused();
    assertThatCode(() -> limiter.take("bert")).doesNotThrowAnyException();
  }

  @Test
  void settingTheWallClockGivesNoCalls() {
    take(1000);
    clock.setWallClock(Duration.ofDays(1));
    assertRefused();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 999, 1_000_000})
  void whoWaitsAsLongAsItWasToldIsServed(int calls) {
    var slow = new RateLimiter(clock, calls, WINDOW);
    for (int i = 0; i < calls; i++) {
      slow.take("anna");
    }
    for (int round = 0; round < 20; round++) {
      clock.pass(Duration.ofMillis(37));
      try {
        slow.take("anna");
      } catch (MeshException refused) {
        clock.pass(told(refused));
        assertThatCode(() -> slow.take("anna")).as(refused.getMessage()).doesNotThrowAnyException();
      }
    }
  }

  private static Duration told(MeshException refused) {
    Matcher seconds =
        Pattern.compile("try again in ([0-9]+)\\.([0-9]) s").matcher(refused.getMessage());
    assertThat(seconds.find()).as(refused.getMessage()).isTrue();
    return Duration.ofSeconds(Long.parseLong(seconds.group(1)))
        .plusMillis(100 * Long.parseLong(seconds.group(2)));
  }

  @Test
  void anAgentThatRestedIsForgottenAndOneThatDidNotIsNot() {
    take(1000);
    limiter.take("bert");
    clock.pass(Duration.ofMillis(10));
    limiter.forgetRested();
    assertThat(limiter.size()).isEqualTo(1);
    take(1);
    assertRefused();

    clock.pass(WINDOW);
    limiter.forgetRested();
    assertThat(limiter.size()).isZero();
    take(1000);
    assertRefused();
  }
}
