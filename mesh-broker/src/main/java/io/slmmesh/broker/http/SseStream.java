package io.slmmesh.broker.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events to one reader. Nothing is buffered for a reader that does not read: it is cut
 * off, and resumes after the last event that it has seen.
 */
final class SseStream {
  /** How long a reader may leave a write waiting. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Exchange exchange;
  private final ReentrantLock writing = new ReentrantLock();

  SseStream(Exchange exchange) {
    this.exchange = exchange;
  }

  /** One event; {@code data} is one line. */
  void event(@Nullable String id, @Nullable String type, String data) throws IOException {
    var text = new StringBuilder(data.length() + 64);
    if (id != null) {
      text.append("id: ").append(id).append('\n');
    }
    if (type != null) {
      text.append("event: ").append(type).append('\n');
    }
    write(false, text.append("data: ").append(data).append("\n\n").toString());
  }

  /** A line that readers skip: it shows both sides that the other is there. */
  void comment(String text) throws IOException {
    write(false, ": " + text + "\n\n");
  }

  void end() throws IOException {
    write(true, "");
  }

  private void write(boolean last, String text) throws IOException {
    writing.lock();
    Runnable callOff = exchange.clockwork().in(PATIENCE, exchange::disconnect);
    try {
      exchange.write(last, text);
    } finally {
      callOff.run();
      writing.unlock();
    }
  }
}
