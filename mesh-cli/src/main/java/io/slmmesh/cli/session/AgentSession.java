package io.slmmesh.cli.session;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonException;
import io.slmmesh.api.json.JsonObject;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An agent session as a client opens one: a command, usually {@code slm-mesh mcp}, and MCP over its
 * standard streams. Used by one thread at a time.
 */
public final class AgentSession implements AutoCloseable {
  private static final int SECONDS_TO_END = 5;

  private final Process process;
  private final BufferedWriter out;
  private final BufferedReader in;
  private long lastId;

  /**
   * Starts the command; what it writes to its standard error goes to {@code errors}.
   *
   * @param longest after this it is killed, so that no call waits for ever
   */
  public AgentSession(
      List<String> command,
      Path directory,
      Map<String, String> environment,
      ProcessBuilder.Redirect errors,
      Duration longest)
      throws IOException {
    var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectError(errors);
    builder.environment().clear();
    builder.environment().putAll(environment);
    process = builder.start();
    out = process.outputWriter(StandardCharsets.UTF_8);
    in = process.inputReader(StandardCharsets.UTF_8);
    CompletableFuture.delayedExecutor(longest.toMillis(), TimeUnit.MILLISECONDS)
        .execute(process::destroyForcibly);
  }

  /** Begins in the older era of MCP, as {@code client}; returns what the server answers. */
  public JsonObject initialize(String client, String revision) throws IOException {
    JsonObject info = JsonObject.of("name", client, "version", "1");
    JsonObject answer =
        request(
            "initialize",
            JsonObject.of(
                "protocolVersion", revision, "capabilities", JsonObject.EMPTY, "clientInfo", info));
    write(JsonObject.of("jsonrpc", "2.0", "method", "notifications/initialized"));
    return answer;
  }

  /** Calls a tool with alternating names and values; returns its structured result. */
  public JsonObject tool(String name, Object... arguments) throws IOException {
    return call(JsonObject.of("name", name, "arguments", JsonObject.of(arguments)));
  }

  /** Calls a tool by all parameters of the request; returns its structured result. */
  public JsonObject call(JsonObject params) throws IOException {
    JsonObject result = request("tools/call", params);
    if (!result.has("structuredContent")) {
      throw new IOException(params.text("name") + " was refused: " + Json.text(result));
    }
    return result.object("structuredContent");
  }

  /** Asks, and waits for the result; an error counts as an empty one. */
  public JsonObject request(String method, JsonObject params) throws IOException {
    long id = ++lastId;
    write(JsonObject.of("jsonrpc", "2.0", "id", id, "method", method, "params", params));
    while (true) {
      String line = in.readLine();
      if (line == null) {
        throw ended(null);
      }
      JsonObject answer = read(line);
      if (Long.valueOf(id).equals(answer.get("id"))) {
        return answer.object("result");
      }
    }
  }

  private static JsonObject read(String line) throws IOException {
    try {
      if (Json.parse(line) instanceof JsonObject object) {
        return object;
      }
    } catch (JsonException broken) {
      throw new IOException("it writes something else than MCP: " + line, broken);
    }
    throw new IOException("it writes something else than MCP: " + line);
  }

  private void write(JsonObject message) throws IOException {
    try {
      out.write(Json.text(message));
      out.write('\n');
      out.flush();
    } catch (IOException gone) {
      throw ended(gone);
    }
  }

  private IOException ended(@Nullable IOException cause) {
    end();
    return new IOException("it ended with exit code " + process.exitValue(), cause);
  }

  /** Ends the session as a client does: it closes the standard input and waits. */
  @Override
  public void close() throws IOException {
    try {
      out.close();
    } finally {
      end();
    }
  }

  private void end() {
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
