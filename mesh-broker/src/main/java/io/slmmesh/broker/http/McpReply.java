package io.slmmesh.broker.http;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.broker.mcp.ToolCall;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one MCP request: JSON, or a stream of events once something has to be said before
 * the answer. When the other side has gone, the thread that works for it is interrupted.
 */
final class McpReply implements ToolCall.Sink, AutoCloseable {
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

  private final Exchange exchange;
  private final boolean mayStream;
  private final Thread worker = Thread.currentThread();
  private @Nullable SseStream stream;
  private Runnable callOff = () -> {};
  private boolean closed;
  private boolean cancelled;

  /**
   * @param mayStream whether the client takes event streams
   */
  McpReply(Exchange exchange, boolean mayStream) {
    this.exchange = exchange;
    this.mayStream = mayStream;
  }

  Exchange exchange() {
    return exchange;
  }

  /** Begins the stream now, so that it is noticed when the other side goes. */
  synchronized void open() throws IOException {
    if (stream == null && mayStream) {
      var opened = exchange.stream();
      stream = opened;
      callOff =
          exchange
              .clockwork()
              .every(SIGN_OF_LIFE, () -> Thread.startVirtualThread(() -> signOfLife(opened)));
    }
  }

  /** Something to write that may fail. */
  @FunctionalInterface
  private interface Write {
    void write() throws IOException;
  }

  private void signOfLife(SseStream opened) {
    attempt(() -> opened.comment("working"));
  }

  @Override
  public void push(JsonObject notification) {
    attempt(() -> {
      open();
      SseStream open = stream;
      if (open != null) {
        open.event(null, null, Json.text(notification));
      }
    });
  }

  private synchronized void attempt(Write write) {
    if (closed) {
      return;
    }
    try {
      write.write();
    } catch (IOException e) {
      worker.interrupt();
    }
  }

  /** The answer, and the end. */
  synchronized void answer(int status, Object message, boolean surely) throws IOException {
    close();
    if (stream == null) {
      exchange.reply(status, Json.text(message), surely);
    } else {
      stream.event(null, null, Json.text(message));
      stream.end();
    }
  }

  /** Nobody wants the answer any more. */
  synchronized void cancel() {
    if (!closed) {
      cancelled = true;
      worker.interrupt();
    }
  }

  synchronized boolean isCancelled() {
    return cancelled;
  }

  /** The end without an answer. */
  synchronized void end() throws IOException {
    close();
    if (stream == null) {
      exchange.reply(202);
    } else {
      stream.end();
    }
  }

  /** After this nothing is pushed and nobody is interrupted. */
  @Override
  public synchronized void close() {
    closed = true;
    callOff.run();
  }
}
