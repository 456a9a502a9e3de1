package io.slmmesh.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.judge.NodeProject;
import io.slmmesh.it.mesh.Image;
import io.slmmesh.it.mesh.Mesh;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Where one client plays: a mesh, the mesh's home and work directory, a stub model, and a witness
 * of what the client says to its MCP server. A client gets a minute.
 *
 * @param registers whether the settings that are written for a client name the mesh
 */
public record Stage(
    NodeProject clients,
    Mesh mesh,
    StubModel model,
    boolean registers,
    Map<String, String> environment) {
  private static final int SECONDS = 60;

  /**
   * The session's process itself is the client's child; only what it reads is copied aside. With
   * words it is a command of the mesh.
   */
  private static final String SERVER =
      """
      #!/bin/bash
      export SLM_MESH_DATA_DIR='%1$s' SLM_MESH_AOT=off SLM_MESH_PORT=0
      [ $# -eq 0 ] || exec '%2$s' "$@"
      exec '%2$s' mcp < <(exec tee -a '%3$s')
      """;

  public static Stage of(NodeProject clients, Mesh mesh, StubModel model) {
    return of(clients, mesh, model, true);
  }

  /** Where the clients know nothing of the mesh yet. */
  static Stage unregistered(NodeProject clients, Mesh mesh, StubModel model) {
    return of(clients, mesh, model, false);
  }

  private static Stage of(NodeProject clients, Mesh mesh, StubModel model, boolean registers) {
    var stage = new Stage(clients, mesh, model, registers, new HashMap<>());
    // Whoever wants to leave the machine has to ask the stub, and is refused.
    Stream.of("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
        .forEach(name -> stage.set(name, model.url()));
    stage.set("NO_PROXY", "127.0.0.1,localhost").set("no_proxy", "127.0.0.1,localhost");
    stage.set("TMPDIR", mesh.directory("tmp").toString());
    stage.write(
        stage.server(), SERVER.formatted(mesh.data(), Image.underTest().launcher(), stage.said()));
    try {
      Files.setPosixFilePermissions(stage.server(), PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return stage;
  }

  /** The servers that the settings of a client name: the mesh by this entry, or none. */
  JsonObject servers(Object... entry) {
    return registers ? JsonObject.of("slm-mesh", JsonObject.of(entry)) : JsonObject.EMPTY;
  }

  /** A variable for the client. */
  public Stage set(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Hooks as clients write them: each of these events, for every tool, asks the mesh. */
  public JsonObject hooks(Client client, String... events) {
    JsonObject hooks = JsonObject.EMPTY;
    for (String event : events) {
      String line = "'%s' hook %s %s".formatted(server(), client.agentType(), event);
      JsonObject hook = JsonObject.of("type", "command", "command", line);
      JsonObject entry = JsonObject.of("matcher", ".*", "hooks", List.of(hook));
      hooks = hooks.with(event, List.of(entry));
    }
    return hooks;
  }

  /** A file of the client's home. */
  public Path home(String file) {
    return mesh.directory("home").resolve(file);
  }

  /** A file of the installed packages. */
  public String module(String file) {
    return clients.module(file).toString();
  }

  /** The command that clients start as their MCP server. */
  public Path server() {
    return mesh.root().resolve("slm-mesh-mcp");
  }

  private Path said() {
    return said(mesh);
  }

  private static Path said(Mesh mesh) {
    return mesh.root().resolve("said.jsonl");
  }

  /** Whether a client on this mesh has said something to its MCP server. */
  static boolean wasHeard(Mesh mesh, String text) {
    try {
      return Files.exists(said(mesh)) && Files.readString(said(mesh)).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the client has said to its MCP server, by all its processes. */
  public List<JsonObject> heard() {
    try (Stream<String> lines = Files.lines(said())) {
      return lines.map(Json::object).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a settings file, with the directories above it. */
  public void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a client until it has worked off a prompt, and returns what it printed. */
  public String run(Client client, String prompt) {
    return run(client.command(this, prompt));
  }

  /** Runs a command of a client in the same way. */
  public String run(List<String> command) {
    ProcessBuilder builder = builder().command(command);
    Path printed = mesh.root().resolve("printed.txt");
    try {
      Process process = builder.redirectErrorStream(true).redirectOutput(printed.toFile()).start();
      process.getOutputStream().close();
      boolean inTime = process.waitFor(SECONDS, TimeUnit.SECONDS);
      end(process);
      String text = Files.readString(printed);
      model.shown(text);
      assertThat(inTime).as("ended within " + SECONDS + " s\n" + text).isTrue();
      assertThat(process.exitValue()).as(text).isZero();
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Starts a command of a client in a terminal. */
  public Terminal open(List<String> command) {
    return Terminal.start(builder(), command, model::shown);
  }

  private ProcessBuilder builder() {
    ProcessBuilder builder = mesh.command(Image.underTest());
    builder.environment().putAll(environment);
    return builder;
  }

  /** Ends what still runs; the mesh ends those that have lost their parent. */
  static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
