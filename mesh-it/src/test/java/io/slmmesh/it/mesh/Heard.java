package io.slmmesh.it.mesh;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonException;
import io.slmmesh.api.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Reads a bridge's stdout on a thread of its own: answers go to who asked, all else into queues.
 * Whatever has no place in an MCP stream is kept as a violation.
 */
public final class Heard {
  private final Map<Object, CompletableFuture<Answer>> expected = new ConcurrentHashMap<>();
  private final BlockingQueue<Answer> unaddressed = new LinkedBlockingQueue<>();
  private final BlockingQueue<JsonObject> notifications = new LinkedBlockingQueue<>();
  private final BlockingQueue<List<JsonObject>> batches = new LinkedBlockingQueue<>();
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> end;

  Heard(InputStream stdout) {
    end = CompletableFuture.runAsync(() -> read(stdout), Child.READERS);
  }

  CompletableFuture<Answer> expect(Object id) {
    var answer = new CompletableFuture<Answer>();
    expected.put(id instanceof Integer number ? number.longValue() : id, answer);
    if (end.isDone()) {
      answer.completeExceptionally(new IOException("the bridge has ended"));
    }
    return answer;
  }

  private void read(InputStream stdout) {
    try (var lines = new BufferedReader(new InputStreamReader(stdout, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        take(line, System.nanoTime());
      }
    } catch (IOException e) {
      // The pipe of a killed process.
    } finally {
      expected
          .values()
          .forEach(answer ->
              answer.completeExceptionally(new IOException("the bridge ended without an answer")));
    }
  }

  private void take(String line, long at) {
    try {
      switch (Json.parse(line)) {
        case JsonObject message -> take(message, at);
        case List<?> batch -> takeBatch(batch);
        case null, default -> violations.add("not a message: " + line);
      }
    } catch (JsonException e) {
      violations.add("not JSON: " + line);
    }
  }

  private void take(JsonObject message, long at) {
    if (message.has("method")) {
      notifications.add(message);
    } else if (message.get("id") == null) {
      unaddressed.add(new Answer(message, at));
    } else {
      CompletableFuture<Answer> waiting = expected.get(message.get("id"));
      if (waiting == null) {
        violations.add("nobody asked: " + message);
      } else if (!waiting.complete(new Answer(message, at))) {
        violations.add("answered again: " + message);
      }
    }
  }

  private void takeBatch(List<?> batch) {
    var messages = new ArrayList<JsonObject>();
    for (Object each : batch) {
      if (each instanceof JsonObject message) {
        messages.add(message);
      } else {
        violations.add("not a message in a batch: " + each);
      }
    }
    batches.add(messages);
  }

  /** An answer will come from a raw line that has this id. */
  public CompletableFuture<Answer> answerTo(Object id) {
    return expect(id);
  }

  /** The next answer without an id. */
  public Answer unaddressed() {
    return next(unaddressed, "an answer without an id");
  }

  public JsonObject notification() {
    return next(notifications, "a notification");
  }

  public List<JsonObject> batch() {
    return next(batches, "a batch");
  }

  /** Notifications that arrived and were not taken. */
  public List<JsonObject> notificationsLeft() {
    return List.copyOf(notifications);
  }

  private static <T> T next(BlockingQueue<T> queue, String what) {
    try {
      T next = queue.poll(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS);
      if (next == null) {
        throw new AssertionError("no " + what + " came");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits until the bridge has closed its stdout. */
  public void awaitEnd() {
    end.orTimeout(10, TimeUnit.SECONDS).join();
  }

  List<String> violations() {
    return violations;
  }
}
