package io.slmmesh.broker.rpc;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a connection that are under way on threads of their own, so that they can be
 * cancelled.
 */
public final class Waits {
  private final Map<Object, Wait> byId = new ConcurrentHashMap<>();

  /** One request. Either it is cancelled or it is answered, never both. */
  public static final class Wait {
    private @Nullable Thread thread;
    private boolean over;
    private boolean cancelled;

    /** Called on the thread that does the work. */
    private synchronized void begin() {
      thread = Thread.currentThread();
      if (cancelled) {
        thread.interrupt();
      }
    }

    private synchronized void cancel() {
      if (!over) {
        cancelled = true;
        if (thread != null) {
          thread.interrupt();
        }
      }
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

    /** Does nothing until the request is cancelled. */
    public void awaitCancellation() throws InterruptedException {
      new CountDownLatch(1).await();
    }
  }

  /** What is done with a request that is under way. */
  @FunctionalInterface
  public interface Work {
    /** Returns the answer to write, or {@code null} when there is none. */
    @Nullable Runnable run(Wait wait) throws InterruptedException;
  }

  /**
   * Runs {@code work} on a thread of its own; then the answer it returned, or {@code onCancel} if
   * nobody wants it any more.
   */
  public void start(Object id, Work work, Runnable onCancel) {
    var wait = new Wait();
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
        });
  }

  private static @Nullable Runnable outcome(Work work, Wait wait) {
    try {
      return work.run(wait);
    } catch (InterruptedException e) {
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
}
