package io.slmmesh.bench.micro;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonException;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.json.Records;
import io.slmmesh.api.message.SendMessage;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A {@code tools/call} of {@code mesh_send} as text, as a tree and as a record. */
@State(Scope.Benchmark)
public class ToolCallJson extends Measured {
  private final JsonObject arguments =
      JsonObject.of("to", "ada", "message", "Build 4711 is \"green\" again; see src/main/store.c.");
  private final JsonObject call =
      JsonObject.of(
          "jsonrpc",
          "2.0",
          "id",
          4711L,
          "method",
          "tools/call",
          "params",
          JsonObject.of("name", "mesh_send", "arguments", arguments));
  private final byte[] line = Json.text(call).getBytes(UTF_8);
  private final SendMessage message = Records.decode(SendMessage.class, arguments);

  @Benchmark
  public @Nullable Object parse() throws JsonException {
    return Json.parse(line);
  }

  @Benchmark
  public String write() {
    return Json.text(call);
  }

  @Benchmark
  public SendMessage decodeRecord() {
    return Records.decode(SendMessage.class, arguments);
  }

  @Benchmark
  public String writeRecord() {
    return Json.text(message);
  }
}
