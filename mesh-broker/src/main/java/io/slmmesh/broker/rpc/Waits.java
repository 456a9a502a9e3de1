package io.slmmesh.broker.rpc;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a connection that are under way on threads of their own, so that they can be
 * cancelled.
 */
public final class Waits {
  private final Map<Object, Wait> byId = new ConcurrentHashMap<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final Runnable onLast;

  public Waits() {
    this(() -> {});
  }

  /** {@code onLast} is called whenever the last request that was under way is done with. */
  public Waits(Runnable onLast) {
    this.onLast = onLast;
  }

  /** One request. Either it is cancelled or it is answered, never both. */
  public static final class Wait {
    private @Nullable Thread thread;
    private boolean over;
    private boolean cancelled;
    private boolean hurried;

    /** Called on the thread that does the work. */
    private synchronized void begin() {
      thread = Thread.currentThread();
      if (cancelled || hurried) {
        thread.interrupt();
      }
    }

    private synchronized void cancel() {
      if (!over) {
        cancelled = true;
        interrupt();
      }
    }

    private synchronized void hurry() {
      if (!over) {
        hurried = true;
        interrupt();
      }
    }

    private void interrupt() {
      if (thread != null) {
        thread.interrupt();
      }
    }

    /** Whether there is no time left to wait in. */
    public synchronized boolean isHurried() {
      return hurried;
    }

    private synchronized boolean isWorthAnotherRun() {
      return hurried && !cancelled;
    }

    /**
     * The work is done. After this no interrupt comes, so the answer can be written. Returns
     * whether an answer is still wanted.
     */
    private synchronized boolean end() {
      over = true;
      boolean _ = Thread.interrupted(); // a cancellation that came too late to stop the work
      return !cancelled;
    }

    /** Does nothing until the request is cancelled, or nobody can be told anything any more. */
    public void awaitCancellation() throws InterruptedException {
      while (!isHurried()) {
        awaitInterrupt();
      }
    }

    private void awaitInterrupt() throws InterruptedException {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        if (!isHurried()) {
          throw e;
        }
      }
    }
  }

  /** What is done with a request that is under way. */
  @FunctionalInterface
  public interface Work {
    /**
     * Returns the answer to write, or {@code null} when there is none. It is called once more if it
     * was interrupted because time is up.
     */
    @Nullable Runnable run(Wait wait) throws InterruptedException;
  }

  /**
   * Runs {@code work} on a thread of its own; then the answer it returned, or {@code onCancel} if
   * nobody wants it any more.
   */
  public void start(Object id, Work work, Runnable onCancel) {
    var wait = new Wait();
    underWay.incrementAndGet();
    byId.put(id, wait);
    Thread.ofVirtual()
        .name("wait")
        .start(() -> {
          wait.begin();
          Runnable answer = outcome(work, wait);
          byId.remove(id, wait);
          if (wait.end() && answer != null) {
            answer.run();
          } else {
            onCancel.run();
          }
          if (underWay.decrementAndGet() == 0) {
            onLast.run();
          }
        });
  }

  /** Work that was interrupted because time is up is done once more, without waiting. */
  private static @Nullable Runnable outcome(Work work, Wait wait) {
    try {
      return work.run(wait);
    } catch (InterruptedException e) {
      return wait.isWorthAnotherRun() ? withoutWaiting(work, wait) : null;
    }
  }

  private static @Nullable Runnable withoutWaiting(Work work, Wait wait) {
    try {
      return work.run(wait);
    } catch (InterruptedException cancelled) {
      return null;
    }
  }

  /** Cancels a request that is under way; does nothing if it is not, or not any more. */
  public void cancel(@Nullable Object id) {
    Wait wait = id == null ? null : byId.get(id);
    if (wait != null) {
      wait.cancel();
    }
  }

  public void cancelAll() {
    byId.values().forEach(Wait::cancel);
  }

  /** Nobody waits any longer: what is under way is answered with what there is. */
  public void hurryAll() {
    byId.values().forEach(Wait::hurry);
  }

  public boolean areUnderWay() {
    return underWay.get() > 0;
  }
}
