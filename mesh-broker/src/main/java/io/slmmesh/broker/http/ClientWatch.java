package io.slmmesh.broker.http;

import java.time.Duration;

/**
 * Looks, while a call waits, whether its client is still there, and ends the wait of the thread
 * that made it if not: nobody must seem to wait who has gone.
 */
final class ClientWatch implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Exchange exchange;
  private final Thread worker = Thread.currentThread();
  private final Runnable callOff;
  private boolean over;

  ClientWatch(Exchange exchange) {
    this.exchange = exchange;
    this.callOff = exchange.clockwork().every(LOOK, this::look);
  }

  private synchronized void look() {
    if (!over && exchange.isGone()) {
      worker.interrupt();
    }
  }

  /** After this nobody is interrupted. */
  @Override
  public synchronized void close() {
    over = true;
    callOff.run();
  }
}
