package io.slmmesh.bench.suite;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonException;
import io.slmmesh.api.json.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One MCP session over stdio, driven without threads of its own, so that a time measured here is
 * the time of the product. Used by one thread at a time.
 */
public final class Session implements AutoCloseable {
  private static final String VERSION = "2025-11-25";

  private final Process process;
  private final OutputStream stdin;
  private final InputStream stdout;
  private final long startedAt;
  private final Duration endsAfterItsInput;
  private byte[] buffer = new byte[1 << 16];
  private int start;
  private int end;
  private long nextId = 1;
  private long initializedAt;

  /** An answer and the tick at which its line had been read. */
  public record Answer(JsonObject message, long at) {
    public long id() {
      return message.get("id") instanceof Long id ? id : -1;
    }

    /** What a tool that did its work returned. */
    public JsonObject structured() {
      return result().object("structuredContent");
    }

    /** What a tool that did its work said, as text. */
    public String text() {
      return textOf(result());
    }

    private JsonObject result() {
      JsonObject result = message.object("result");
      if (message.has("error") || Boolean.TRUE.equals(result.get("isError")) || saysNo(result)) {
        throw new IllegalStateException("refused: " + Json.text(message));
      }
      return result;
    }
  }

  /** Products without structured answers refuse in the text of an answer that is no error. */
  private static boolean saysNo(JsonObject result) {
    return !result.has("structuredContent")
        && textOf(result).matches("(?s)\\{\\s*\"ok\":\\s*false.*");
  }

  private static String textOf(JsonObject result) {
    return result.get("content") instanceof List<?> content
            && !content.isEmpty()
            && content.getFirst() instanceof JsonObject first
        ? String.valueOf(first.text("text"))
        : "";
  }

  private Session(Process process, long startedAt, Duration endsAfterItsInput) {
    this.endsAfterItsInput = endsAfterItsInput;
    this.process = process;
    this.stdin = process.getOutputStream();
    this.stdout = process.getInputStream();
    this.startedAt = startedAt;
  }

  static Session open(ProcessBuilder builder, String clientName, Duration endsAfterItsInput)
      throws IOException {
    long startedAt = System.nanoTime();
    var session = new Session(builder.start(), startedAt, endsAfterItsInput);
    JsonObject client = JsonObject.of("name", clientName, "version", "1");
    JsonObject hello =
        JsonObject.of(
            "protocolVersion", VERSION, "capabilities", JsonObject.EMPTY, "clientInfo", client);
    session.initializedAt = session.ask("initialize", hello).at();
    session.write(JsonObject.of("jsonrpc", "2.0", "method", "notifications/initialized"));
    return session;
  }

  /** Nanoseconds from the start of the process to the answer to {@code initialize}. */
  public long startTook() {
    return initializedAt - startedAt;
  }

  public long startedAt() {
    return startedAt;
  }

  public long pid() {
    return process.pid();
  }

  /** Calls a tool and returns its answer. */
  public Answer call(ToolCall call) throws IOException {
    return ask("tools/call", params(call));
  }

  /** Calls a tool and returns the nanoseconds until its answer was read. */
  public long time(ToolCall call) throws IOException {
    byte[] line = line(nextId, "tools/call", params(call));
    long began = System.nanoTime();
    write(line);
    Answer answer = answerTo(nextId++);
    JsonObject _ = answer.structured();
    return answer.at() - began;
  }

  public Answer ask(String method, JsonObject params) throws IOException {
    long id = post(method, params);
    return answerTo(id);
  }

  /** Writes a call and returns its id without waiting. */
  public long post(ToolCall call) throws IOException {
    return post("tools/call", params(call));
  }

  public long post(String method, JsonObject params) throws IOException {
    write(line(nextId, method, params));
    return nextId++;
  }

  private static JsonObject params(ToolCall call) {
    return JsonObject.of("name", call.tool(), "arguments", call.arguments());
  }

  private static byte[] line(long id, String method, JsonObject params) {
    return bytes(JsonObject.of("jsonrpc", "2.0", "id", id, "method", method, "params", params));
  }

  private static byte[] bytes(JsonObject message) {
    return (Json.text(message) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private void write(JsonObject message) throws IOException {
    write(bytes(message));
  }

  private void write(byte[] line) throws IOException {
    stdin.write(line);
    stdin.flush();
  }

  private Answer answerTo(long id) throws IOException {
    Answer answer = next();
    while (answer.id() != id) {
      answer = next();
    }
    return answer;
  }

  /** Waits for the next message. */
  public Answer next() throws IOException {
    byte[] line = nextLine();
    long at = System.nanoTime();
    try {
      if (Json.parse(line) instanceof JsonObject message) {
        return new Answer(message, at);
      }
    } catch (JsonException e) {
      throw new IOException("not JSON: " + new String(line, StandardCharsets.UTF_8), e);
    }
    throw new IOException("not a message");
  }

  private byte[] nextLine() throws IOException {
    int scanned = start;
    while (true) {
      for (int i = scanned; i < end; i++) {
        if (buffer[i] == '\n') {
          byte[] line = Arrays.copyOfRange(buffer, start, i);
          start = i + 1;
          return line;
        }
      }
      scanned = end - start;
      System.arraycopy(buffer, start, buffer, 0, scanned);
      end = scanned;
      start = 0;
      if (end == buffer.length) {
        buffer = Arrays.copyOf(buffer, 2 * buffer.length);
      }
      int count = stdout.read(buffer, end, buffer.length - end);
      if (count < 0) {
        throw new EOFException("the session of process " + pid() + " has ended");
      }
      end += count;
    }
  }

  /** Kill -9 of the session's process. */
  public void kill() {
    process.destroyForcibly();
  }

  /** The agent's end of the pipes closes, as it does when the agent is killed. */
  public void hangUp() {
    try {
      stdin.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      stdin.close();
      if (!process.waitFor(endsAfterItsInput)) {
        process.destroy();
      }
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (IOException gone) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
