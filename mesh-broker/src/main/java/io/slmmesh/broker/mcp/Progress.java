package io.slmmesh.broker.mcp;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.broker.life.Clockwork;
import io.slmmesh.broker.rpc.Replies;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client that asked for it that a waiting request is alive, so that it does not give up.
 */
final class Progress {
  private static final Duration PERIOD = Duration.ofSeconds(5);

  private final Clockwork clockwork;
  private final ToolCall.Sink sink;

  /** Runs until closed. */
  interface Running extends AutoCloseable {
    @Override
    void close();
  }

  Progress(Clockwork clockwork, ToolCall.Sink sink) {
    this.clockwork = clockwork;
    this.sink = sink;
  }

  /**
   * Reports on a request, in seconds, as long as it runs; does nothing if the request has no
   * progress token.
   */
  Running of(JsonObject params) {
    Object token = params.object("_meta").get("progressToken");
    Object total = params.object("arguments").get("waitSeconds");
    if (!(token instanceof String || token instanceof Long)) {
      return () -> {};
    }
    var seconds = new AtomicInteger();
    Runnable callOff =
        clockwork.every(
            PERIOD, () -> push(token, seconds.addAndGet((int) PERIOD.toSeconds()), total));
    return callOff::run;
  }

  private void push(Object token, int seconds, @Nullable Object total) {
    sink.push(
        Replies.notification(
            "notifications/progress",
            JsonObject.of("progressToken", token, "progress", seconds, "total", total)));
  }
}
