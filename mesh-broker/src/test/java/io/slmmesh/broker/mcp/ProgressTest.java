package io.slmmesh.broker.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.broker.life.Clockwork;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client may rely on it that progress grows, and that it ends with the request. */
class ProgressTest {
  private static final JsonObject REQUEST =
      JsonObject.of(
          "_meta",
          JsonObject.of("progressToken", "t"),
          "arguments",
          JsonObject.of("waitSeconds", 50L));

  private final Clockwork clockwork = new Clockwork();
  private final List<String> order = new CopyOnWriteArrayList<>();

  @AfterEach
  void end() {
    clockwork.close();
  }

  @Test
  void requestThatIsSentAgainGoesOnWhereItWas() {
    var progress = progress(message -> order.add("" + message.object("params").get("progress")));

    try (var _ = progress.of(REQUEST, Duration.ofMillis(17_900))) {
      await().until(() -> !order.isEmpty());
    }

    assertThat(order).containsExactly("18");
  }

  @Test
  void reportThatIsBeingWrittenIsNotOvertakenByTheEnd() throws InterruptedException {
    var writing = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    var progress =
        progress(message -> {
          writing.countDown();
          uninterrupted(mayEnd);
          order.add("report");
        });
    var running = progress.of(REQUEST, Duration.ZERO);
    uninterrupted(writing);

    Thread ending =
        Thread.ofPlatform()
            .start(() -> {
              running.close();
              order.add("end");
            });
    await("the end has come, or waits").until(() -> ending.getState() != Thread.State.RUNNABLE);
    mayEnd.countDown();
    ending.join();

    await().until(() -> order.size() == 2);
    assertThat(order).containsExactly("report", "end");
  }

  @Test
  void nothingIsReportedToWhoDidNotAsk() {
    var progress = progress(message -> order.add("report"));
    JsonObject silent = JsonObject.of("arguments", JsonObject.of("waitSeconds", 50L));

    try (var _ = progress.of(silent, Duration.ZERO);
        var _ = progress.of(REQUEST, Duration.ZERO)) {
      await().until(() -> !order.isEmpty());
    }

    assertThat(order).containsExactly("report");
  }

  private Progress progress(ToolCall.Sink sink) {
    return new Progress(clockwork, Duration.ofSeconds(1), sink);
  }

  private static void uninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
