package io.slmmesh.bench.suite;

import java.time.Duration;

/** How often an agent may send: so many messages in each window of time. */
public final class Pace {
  private final int most;
  private final Duration window;
  private int sent;
  private long began;

  private Pace(int most, Duration window) {
    this.most = most;
    this.window = window;
  }

  public static Pace free() {
    return new Pace(Integer.MAX_VALUE, Duration.ZERO);
  }

  public static Pace of(int most, Duration window) {
    return new Pace(most, window);
  }

  /** How many messages a row that wants so many should send, so that it takes no quarter hour. */
  public int enough(int wanted) {
    return most == Integer.MAX_VALUE ? wanted : Math.min(wanted, 2 * most);
  }

  /** Called before each message: waits for the next window when this one is used up. */
  public void next() throws InterruptedException {
    if (sent == most) {
      long left = began + window.toNanos() - System.nanoTime();
      Thread.sleep(Duration.ofNanos(Math.max(0, left)));
      sent = 0;
    }
    if (sent++ == 0) {
      began = System.nanoTime();
    }
  }
}
