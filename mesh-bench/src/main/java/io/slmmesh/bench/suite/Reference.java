package io.slmmesh.bench.suite;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonException;
import io.slmmesh.api.json.JsonObject;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A built checkout of qualixar/slm-mesh, on Node. The product looks for {@code slm-mesh} in its own
 * path to know that it was started.
 */
public record Reference(Path checkout) implements SystemUnderTest {
  private static final Set<String> ROWS = Set.of("starts", "memory", "calls", "price");

  @Override
  public String name() {
    return "qualixar-slm-mesh";
  }

  @Override
  public boolean can(String row) {
    return ROWS.contains(row);
  }

  @Override
  public void prepare() {
    if (!checkout.toString().contains("slm-mesh")) {
      throw new IllegalArgumentException("the path of --reference must contain slm-mesh");
    }
  }

  private ProcessBuilder run(Ground ground, String... words) {
    return ground
        .process(
            Words.of("node", checkout.resolve("dist/index.js").toString(), words),
            Map.of(
                "SLM_MESH_DATA_DIR",
                ground.data().toString(),
                "SLM_MESH_PORT",
                Integer.toString(ground.port())))
        .redirectError(Redirect.DISCARD);
  }

  @Override
  public ProcessBuilder session(Ground ground) {
    return run(ground);
  }

  @Override
  public List<Long> shared(Ground ground) {
    return Processes.having(
        checkout.resolve("dist/broker.js").toString(), "SLM_MESH_DATA_DIR=" + ground.data());
  }

  @Override
  public String address(Ground ground, Session session) throws IOException {
    for (Object each : peers(Words.output(run(ground, "--json", "peers")))) {
      if (each instanceof JsonObject peer
          && peer.get("pid") instanceof Long pid
          && pid == session.pid()) {
        return String.valueOf(peer.text("id"));
      }
    }
    throw new IOException("the session is not listed");
  }

  private static List<?> peers(byte[] listed) throws IOException {
    try {
      return Json.parse(listed) instanceof JsonObject answer
              && answer.get("peers") instanceof List<?> peers
          ? peers
          : List.of();
    } catch (JsonException e) {
      throw new IOException(e);
    }
  }

  @Override
  public Duration endsAfterItsInput() {
    return Duration.ZERO;
  }

  @Override
  public Pace pace() {
    return Pace.of(100, Duration.ofSeconds(11));
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
    return ToolCall.of("mesh_inbox");
  }
}
