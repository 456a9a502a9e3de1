package io.slmmesh.broker.mcp;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.broker.life.Clockwork;
import io.slmmesh.broker.rpc.Replies;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client that asked for it that a waiting request is alive, so that it does not give up.
 */
final class Progress {
  private static final Duration PERIOD = Duration.ofSeconds(5);

  private final Clockwork clockwork;
  private final Duration period;
  private final ToolCall.Sink sink;

  /** Runs until closed; nothing is reported after that. */
  interface Running extends AutoCloseable {
    @Override
    void close();
  }

  Progress(Clockwork clockwork, ToolCall.Sink sink) {
    this(clockwork, PERIOD, sink);
  }

  Progress(Clockwork clockwork, Duration period, ToolCall.Sink sink) {
    this.clockwork = clockwork;
    this.period = period;
    this.sink = sink;
  }

  /**
   * Reports on a request, in seconds, as long as it runs; does nothing if the request has no
   * progress token.
   *
   * @param waited how long the agent has waited already: its progress never goes back, also if the
   *     broker that reported before is gone
   */
  Running of(JsonObject params, Duration waited) {
    Object token = params.object("_meta").get("progressToken");
    Object total = params.object("arguments").get("waitSeconds");
    if (!(token instanceof String || token instanceof Long)) {
      return () -> {};
    }
    return new Reports(token, total, waited.toSeconds());
  }

  /** The reports on one request. */
  private final class Reports implements Running {
    private final Object token;
    private final @Nullable Object total;
    private final Runnable callOff;
    private long seconds;
    private boolean over;

    Reports(Object token, @Nullable Object total, long seconds) {
      this.token = token;
      this.total = total;
      this.seconds = seconds;
      this.callOff = clockwork.every(period, this::next);
    }

    private synchronized void next() {
      if (over) {
        return;
      }
      seconds += period.toSeconds();
      sink.push(
          Replies.notification(
              "notifications/progress",
              JsonObject.of("progressToken", token, "progress", seconds, "total", total)));
    }

    /** Waits for a report that is being written: the answer must not overtake it. */
    @Override
    public synchronized void close() {
      over = true;
      callOff.run();
    }
  }
}
