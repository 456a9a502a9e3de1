package io.slmmesh.it.mesh;

import io.slmmesh.api.json.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How an agent is started: what client it pretends to be, where it works, and in which era of MCP
 * it talks. Immutable but for {@link #start} and {@link #open}, which make the process.
 */
public record Launch(
    Mesh mesh,
    Image image,
    String client,
    String version,
    boolean isStateless,
    Path directory,
    Map<String, String> environment) {
  public static final String LATEST_LEGACY = "2025-11-25";
  public static final String STATELESS = "2026-07-28";

  static Launch of(Mesh mesh) {
    return new Launch(
        mesh, Image.underTest(), "test-client", LATEST_LEGACY, false, mesh.work(), Map.of());
  }

  public Launch client(String name) {
    return new Launch(mesh, image, name, version, isStateless, directory, environment);
  }

  /** A client of the era with {@code initialize}. */
  public Launch version(String legacy) {
    return new Launch(mesh, image, client, legacy, false, directory, environment);
  }

  /** A client of the era without sessions. */
  public Launch stateless() {
    return new Launch(mesh, image, client, STATELESS, true, directory, environment);
  }

  public Launch in(Path where) {
    return new Launch(mesh, image, client, version, isStateless, where, environment);
  }

  public Launch from(Image other) {
    return new Launch(mesh, other, client, version, isStateless, directory, environment);
  }

  public Launch env(String name, String value) {
    var all = new HashMap<>(environment);
    all.put(name, value);
    return new Launch(mesh, image, client, version, isStateless, directory, Map.copyOf(all));
  }

  /** Starts the bridge and says nothing yet. */
  public Agent open() {
    ProcessBuilder bridge = mesh.command(image, "mcp").directory(directory.toFile());
    bridge.environment().putAll(environment);
    return mesh.adopt(new Agent(this, Child.start(bridge)));
  }

  /** Starts the bridge by a command of the test's own that ends in it. */
  public Agent openBy(List<String> command) {
    ProcessBuilder wrapped = mesh.command(image, "mcp").directory(directory.toFile());
    wrapped.command(command);
    wrapped.environment().putAll(environment);
    return mesh.adopt(new Agent(this, Child.start(wrapped)));
  }

  /** Starts the bridge and, in the older era, shakes hands. */
  public Agent start() {
    Agent agent = open();
    if (!isStateless) {
      agent.ask("initialize", hello()).result();
      agent.tell("notifications/initialized", JsonObject.EMPTY);
    }
    return agent;
  }

  JsonObject hello() {
    return JsonObject.of(
        "protocolVersion", version, "capabilities", JsonObject.EMPTY, "clientInfo", clientInfo());
  }

  private JsonObject clientInfo() {
    return JsonObject.of("name", client, "version", "1.0");
  }

  /** Parameters as this era wants them. */
  JsonObject dressed(JsonObject params) {
    if (!isStateless) {
      return params;
    }
    JsonObject meta =
        params
            .object("_meta")
            .with("io.modelcontextprotocol/protocolVersion", version)
            .with("io.modelcontextprotocol/clientCapabilities", JsonObject.EMPTY)
            .with("io.modelcontextprotocol/clientInfo", clientInfo());
    return params.with("_meta", meta);
  }
}
