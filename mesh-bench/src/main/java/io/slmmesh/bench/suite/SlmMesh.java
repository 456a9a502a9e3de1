package io.slmmesh.bench.suite;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.broker.config.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** An install image of slm-mesh. */
public record SlmMesh(String name, Path image) implements SystemUnderTest {
  private static final String BROKER = "io.slmmesh.broker.BrokerMain";
  private static final String DATA = "SLM_MESH_DATA_DIR";

  private String launcher() {
    return image.resolve("bin/slm-mesh").toString();
  }

  /** Makes the caches of loaded classes; the first session of an installation does the same. */
  @Override
  public void prepare() throws IOException, InterruptedException {
    try (var ground = new Ground(this)) {
      Process training = ground.process(List.of(launcher(), "train"), Map.of()).inheritIO().start();
      if (training.waitFor() != 0) {
        throw new IOException("training failed with code " + training.exitValue());
      }
    }
  }

  @Override
  public ProcessBuilder session(Ground ground) {
    return word(ground, "mcp");
  }

  @Override
  public ProcessBuilder status(Ground ground) {
    return word(ground, "status", "--json");
  }

  /** A command that stops the broker. */
  public ProcessBuilder stop(Ground ground) {
    return word(ground, "stop");
  }

  /** With the rate limit out of the way: it is not what is measured. */
  ProcessBuilder word(Ground ground, String... words) {
    List<String> command = Stream.concat(Stream.of(launcher()), Stream.of(words)).toList();
    return ground.process(
        command, Map.of(DATA, ground.data().toString(), "SLM_MESH_RATE", "1000000"));
  }

  @Override
  public List<Long> shared(Ground ground) {
    return Processes.having(BROKER, DATA + "=" + ground.data());
  }

  @Override
  public String address(Ground ground, Session session) throws IOException {
    JsonObject self = session.call(ToolCall.of("mesh_status")).structured().object("self");
    return String.valueOf(self.text("id"));
  }

  @Override
  public ToolCall read() {
    return ToolCall.of("mesh_peers", "scope", "machine");
  }

  @Override
  public ToolCall send(String to, String text) {
    return ToolCall.of("mesh_send", "to", to, "message", text);
  }

  @Override
  public ToolCall receive(int waitSeconds) {
    return waitSeconds == 0
        ? ToolCall.of("mesh_inbox")
        : ToolCall.of("mesh_inbox", "waitSeconds", waitSeconds);
  }

  @Override
  public ToolCall lock(String file) {
    return ToolCall.of("mesh_lock", "action", "lock", "filePath", file);
  }

  @Override
  public Optional<EditHook> editHook(Ground ground) {
    return Optional.of(new ClaudeHook(this, ground));
  }

  @Override
  public Duration heartbeat() {
    return Duration.ofMillis(Setting.HEARTBEAT.standard());
  }

  @Override
  public boolean granted(JsonObject result) {
    return Boolean.TRUE.equals(result.get("granted"));
  }
}
