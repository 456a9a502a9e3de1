package io.slmmesh.broker.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AlarmTest {
  @Test
  void theTaskIsDoneAtTheTimeThatWasSetLast() throws InterruptedException {
    var rung = new CountDownLatch(1);
    try (var clockwork = new Clockwork()) {
      var alarm = new Alarm(clockwork, rung::countDown);
      alarm.set(() -> Optional.of(Duration.ofHours(1)));
      alarm.set(() -> Optional.of(Duration.ZERO));

      assertThat(rung.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void theTaskMaySetItAgainAndWhatWasCalledOffIsNotDone() throws InterruptedException {
    List<Integer> times = new ArrayList<>();
    var over = new CountDownLatch(1);
    var alarm = new Alarm[1];
    try (var clockwork = new Clockwork()) {
      alarm[0] =
          new Alarm(
              clockwork,
              () -> {
                times.add(times.size());
                alarm[0].set(
                    () -> times.size() < 3 ? Optional.of(Duration.ZERO) : Optional.empty());
                if (times.size() == 3) {
                  clockwork.in(Duration.ofMillis(50), over::countDown);
                }
              });
      for (int i = 0; i < 5; i++) {
        alarm[0].set(() -> Optional.of(Duration.ofMillis(20)));
      }

      assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(times).containsExactly(0, 1, 2);
    }
  }
}
