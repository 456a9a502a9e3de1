package io.slmmesh.broker.life;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does things later or again and again, on one thread. What fails is logged and does not stop the
 * clock.
 */
public final class Clockwork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Clockwork.class);

  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("clockwork").daemon().factory());

  public Clockwork() {
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * Does {@code task} once; the result can be run to call it off. After {@link #close} nothing
   * happens any more.
   */
  public Runnable in(Duration delay, Runnable task) {
    return begun(
        () -> executor.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS));
  }

  /**
   * Does {@code task} again and again, the first time after {@code period}; the result can be run
   * to end it.
   */
  public Runnable every(Duration period, Runnable task) {
    return begun(() ->
        executor.scheduleWithFixedDelay(
            () -> guarded(task), period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS));
  }

  private static Runnable begun(Supplier<Future<?>> begin) {
    try {
      Future<?> future = begin.get();
      return () -> future.cancel(false);
    } catch (RejectedExecutionException closed) {
      return () -> {};
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("a scheduled task failed", e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
