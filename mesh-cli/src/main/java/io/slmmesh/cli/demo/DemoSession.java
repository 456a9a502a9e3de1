package io.slmmesh.cli.demo;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * An agent session as a client opens one: {@code slm-mesh mcp} and MCP over its standard streams.
 * Used by one thread at a time.
 */
final class DemoSession implements AutoCloseable {
  private final Process process;
  private final BufferedWriter out;
  private final BufferedReader in;
  private long lastId;

  /** Opens a session of {@code client} that works in {@code directory}. */
  DemoSession(String launcher, String client, Path directory, Map<String, String> environment)
      throws IOException {
    var builder =
        new ProcessBuilder(launcher, "mcp")
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().clear();
    builder.environment().putAll(environment);
    process = builder.start();
    out = process.outputWriter(StandardCharsets.UTF_8);
    in = process.inputReader(StandardCharsets.UTF_8);
    request(
        "initialize",
        JsonObject.of(
            "protocolVersion",
            "2025-11-25",
            "capabilities",
            JsonObject.EMPTY,
            "clientInfo",
            JsonObject.of("name", client, "version", "demo")));
  }

  /** Calls a tool with alternating names and values; returns its structured result. */
  JsonObject tool(String name, Object... arguments) throws IOException {
    JsonObject result =
        request("tools/call", JsonObject.of("name", name, "arguments", JsonObject.of(arguments)));
    if (!result.has("structuredContent")) {
      throw new IOException(name + " was refused: " + Json.text(result));
    }
    return result.object("structuredContent");
  }

  private JsonObject request(String method, JsonObject params) throws IOException {
    long id = ++lastId;
    out.write(
        Json.text(JsonObject.of("jsonrpc", "2.0", "id", id, "method", method, "params", params)));
    out.write('\n');
    out.flush();
    while (true) {
      String line = in.readLine();
      if (line == null) {
        throw new EOFException("the session ended");
      }
      JsonObject answer = Json.object(line);
      if (Long.valueOf(id).equals(answer.get("id"))) {
        return answer.object("result");
      }
    }
  }

  /** Ends the session as a client does: it closes the standard input and waits. */
  @Override
  public void close() throws IOException {
    out.close();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
