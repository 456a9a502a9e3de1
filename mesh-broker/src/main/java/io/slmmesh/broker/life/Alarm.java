package io.slmmesh.broker.life;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** One task for the earliest of many times: setting it anew calls off what was set before. */
public final class Alarm {
  private final Clockwork clockwork;
  private final Runnable task;
  private Runnable callOff = () -> {};

  public Alarm(Clockwork clockwork, Runnable task) {
    this.clockwork = clockwork;
    this.task = task;
  }

  /**
   * Sets it.
   *
   * @param next how long until the task is due, asked in turn; empty if it is not
   */
  public synchronized void set(Supplier<Optional<Duration>> next) {
    callOff.run();
    callOff = next.get().map(delay -> clockwork.in(delay, task)).orElse(() -> {});
  }
}
