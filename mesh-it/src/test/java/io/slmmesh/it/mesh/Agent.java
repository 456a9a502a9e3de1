package io.slmmesh.it.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/**
 * One session: the bridge process and an MCP client at its pipes. A call that is not answered
 * within ten seconds, its own wait not counted, fails the test.
 */
public final class Agent implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Launch launch;
  private final Child bridge;
  private final OutputStream stdin;
  private final Heard heard;
  private final AtomicLong nextId = new AtomicLong(1);
  private volatile boolean killed;

  Agent(Launch launch, Child bridge) {
    this.launch = launch;
    this.bridge = bridge;
    this.stdin = bridge.process().getOutputStream();
    this.heard = new Heard(bridge.process().getInputStream());
  }

  public Child bridge() {
    return bridge;
  }

  public long pid() {
    return bridge.pid();
  }

  /** Everything that was not the answer to a request: notifications, errors without an id. */
  public Heard heard() {
    return heard;
  }

  /** A tool's structured content; fails if it refuses. */
  public JsonObject tool(String tool, Object... arguments) {
    return call(tool, arguments).structured();
  }

  /** What a tool says that must refuse. */
  public String refused(String tool, Object... arguments) {
    return call(tool, arguments).refusal();
  }

  /** The whole answer of a tool; {@code arguments} are names and values in turn. */
  public Answer call(String tool, Object... arguments) {
    JsonObject input = JsonObject.of(arguments);
    Duration wait =
        Duration.ofSeconds(input.get("waitSeconds") instanceof Number n ? n.longValue() : 0);
    return await(calling(tool, arguments), PATIENCE.plus(wait));
  }

  /** Calls a tool and goes on; the result arrives in the future. */
  public CompletableFuture<Answer> calling(String tool, Object... arguments) {
    return asking("tools/call", JsonObject.of("name", tool, "arguments", JsonObject.of(arguments)));
  }

  public Answer ask(String method, JsonObject params) {
    return await(asking(method, params));
  }

  public CompletableFuture<Answer> asking(String method, JsonObject params) {
    return asking(nextId.getAndIncrement(), method, params);
  }

  /** A request with an id of the test's choice. */
  public CompletableFuture<Answer> asking(Object id, String method, JsonObject params) {
    CompletableFuture<Answer> answer = heard.expect(id);
    write(
        JsonObject.of(
            "jsonrpc", "2.0", "id", id, "method", method, "params", launch.dressed(params)));
    return answer;
  }

  public void tell(String method, JsonObject params) {
    write(JsonObject.of("jsonrpc", "2.0", "method", method, "params", launch.dressed(params)));
  }

  private void write(JsonObject message) {
    raw(Json.text(message));
  }

  /** Writes a line as it is. */
  public void raw(String line) {
    raw((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  public synchronized void raw(byte[] bytes) {
    try {
      stdin.write(bytes);
      stdin.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the bridge reads no more: " + bridge.errors(), e);
    }
  }

  /** The answer, or a failed test if it does not come in time. */
  public Answer await(CompletableFuture<Answer> answer) {
    return await(answer, PATIENCE);
  }

  private Answer await(CompletableFuture<Answer> answer, Duration limit) {
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer within " + limit + "; bridge: " + bridge.errors(), e);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause().getMessage() + "; bridge: " + bridge.errors(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Who the mesh says that this agent is. */
  public JsonObject self() {
    return tool("mesh_status").object("self");
  }

  public String id() {
    return String.valueOf(self().text("id"));
  }

  public String name() {
    return String.valueOf(self().text("name"));
  }

  /** Payloads of the unread messages, marked read. */
  public List<String> mail() {
    return Answer.texts(tool("mesh_inbox", "limit", 100), "messages", "payload");
  }

  /** Waits until so many calls wait for mail. */
  public void awaitWaits(int count) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> Answer.number(tool("mesh_status").object("messages"), "waits") == count);
  }

  public void closeStdin() {
    try {
      stdin.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kill -9 of the bridge. */
  public void kill() {
    killed = true;
    Processes.kill(pid());
  }

  /** Ends the session as a client does, and checks what must hold for every one. */
  @Override
  public void close() {
    if (!killed && bridge.process().isAlive()) {
      closeStdin();
      bridge.await(PATIENCE);
    }
    assertThat(heard.violations()).as("what the bridge wrote to stdout").isEmpty();
  }
}
