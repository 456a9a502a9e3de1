package io.slmmesh.broker.bus;

import io.slmmesh.api.event.Published;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One waiter's interest. Open it before looking at the store, so that nothing falls between the
 * look and the wait.
 */
public final class Subscription implements AutoCloseable {
  private final Predicate<Published> wanted;
  private final Consumer<Subscription> onClose;
  private final Semaphore arrived = new Semaphore(0);

  Subscription(Predicate<Published> wanted, Consumer<Subscription> onClose) {
    this.wanted = wanted;
    this.onClose = onClose;
  }

  void offer(List<Published> events) {
    if (arrived.availablePermits() == 0 && events.stream().anyMatch(wanted)) {
      arrived.release();
    }
  }

  /**
   * Waits until something has arrived since the last call.
   *
   * @return whether it has; {@code false} after {@code limit}
   * @throws InterruptedException when the call that waits is cancelled
   */
  public boolean await(Duration limit) throws InterruptedException {
    boolean woken = arrived.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS);
    arrived.drainPermits();
    return woken;
  }

  @Override
  public void close() {
    onClose.accept(this);
  }
}
