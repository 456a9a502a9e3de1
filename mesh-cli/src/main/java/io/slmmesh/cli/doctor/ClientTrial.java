package io.slmmesh.cli.doctor;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.cli.session.AgentSession;
import io.slmmesh.cli.session.TemporaryMesh;
import io.slmmesh.cli.setup.Client;
import io.slmmesh.cli.setup.Registration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Does what a client does with the mesh, by what stands in its files: starts the server, speaks its
 * era of MCP, calls a tool, and asks before it edits a file that another agent has locked. On a
 * mesh that is there only for this.
 */
final class ClientTrial {
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final String LOCKED = "taken.txt";
  private static final String TOOL_PREFIX = "mesh_";

  private final TemporaryMesh mesh;
  private final Client client;
  private final Contract contract;
  private final Registration registration;

  ClientTrial(TemporaryMesh mesh, Client client, Registration registration) {
    this.mesh = mesh;
    this.client = client;
    this.contract = Contract.of(client);
    this.registration = registration;
  }

  List<Finding> run() {
    Path errors = mesh.place().resolve(client.label() + ".err");
    try (AgentSession session = open(errors)) {
      Finding talks = talk(session);
      return talks.level() == Finding.Level.OK ? List.of(talks, guard(session)) : List.of(talks);
    } catch (IOException failure) {
      return List.of(
          problem(
              "starts "
                  + String.join(" ", registration.command())
                  + ": "
                  + failure.getMessage()
                  + said(errors)));
    }
  }

  private AgentSession open(Path errors) throws IOException {
    return new AgentSession(
        registration.command(),
        mesh.project(),
        environment(),
        ProcessBuilder.Redirect.to(errors.toFile()),
        LONGEST);
  }

  /** What its file says for the mesh's data holds for its sessions, not for a trial. */
  private Map<String, String> environment() {
    var environment = new HashMap<>(contract.environment());
    environment.putAll(registration.environment());
    environment.putAll(mesh.environment());
    return environment;
  }

  private static String said(Path errors) {
    try {
      List<String> lines = Files.readAllLines(errors);
      return lines.isEmpty() ? "" : "; it says: " + lines.getLast();
    } catch (IOException unreadable) {
      return "";
    }
  }

  private Finding problem(String says) {
    return Finding.problem(client.title(), says, "slm-mesh setup " + client.label());
  }

  private Finding talk(AgentSession session) throws IOException {
    long began = System.nanoTime();
    boolean spoken = begin(session);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    if (!spoken) {
      return problem("is not answered in MCP " + contract.revision());
    }
    JsonObject listed = session.request("tools/list", params(JsonObject.EMPTY));
    int tools = Json.text(listed).split("\"name\":\"" + TOOL_PREFIX, -1).length - 1;
    JsonObject status =
        session.call(params(JsonObject.of("name", "mesh_status", "arguments", JsonObject.EMPTY)));
    String type = String.valueOf(status.object("self").text("agentType"));
    return type.equals(contract.type(client))
        ? Finding.ok(
            client.title(),
            "is answered in MCP %s after %d ms, %d tools, known as %s"
                .formatted(contract.revision(), millis, tools, type))
        : problem("is taken for " + type);
  }

  private boolean begin(AgentSession session) throws IOException {
    if (contract.isStateless()) {
      JsonObject found = session.request("server/discover", params(JsonObject.EMPTY));
      return found.get("supportedVersions") instanceof List<?> versions
          && versions.contains(contract.revision());
    }
    return contract
        .revision()
        .equals(session.initialize(contract.name(), contract.revision()).text("protocolVersion"));
  }

  private JsonObject params(JsonObject given) {
    JsonObject meta = contract.everyMeta();
    return meta.members().isEmpty() ? given : given.with("_meta", meta);
  }

  private Finding guard(AgentSession session) throws IOException {
    if (registration.guard().isEmpty()) {
      return Finding.ok(client.title(), "its edits are not guarded: it has no hooks of the mesh");
    }
    String command = registration.guard().get();
    String answer = command.isEmpty() ? called(session) : ran(command);
    String how = command.isEmpty() ? "its hook, a tool call, " : "its hook, a command, ";
    return answer.contains("deny") && answer.contains("is locked by")
        ? Finding.ok(client.title(), how + "denies an edit of a locked file")
        : Finding.problem(
            client.title(),
            how
                + "lets an edit of a locked file through: "
                + (answer.isEmpty() ? "no answer" : answer),
            "slm-mesh setup --with-hooks " + client.label());
  }

  private String called(AgentSession session) throws IOException {
    JsonObject input =
        JsonObject.of(
            "client", client.label(),
            "event", "PreToolUse",
            "cwd", mesh.project().toString(),
            "tool_name", "Write",
            "file_path", mesh.project().resolve(LOCKED).toString());
    JsonObject call = JsonObject.of("name", "mesh_hook", "arguments", input);
    return Json.text(session.request("tools/call", params(call)));
  }

  private String ran(String command) throws IOException {
    JsonObject edit = JsonObject.of("file_path", mesh.project().resolve(LOCKED).toString());
    JsonObject input =
        JsonObject.of(
            "session_id",
            Contract.SESSION,
            "cwd",
            mesh.project().toString(),
            "tool_name",
            "Write",
            "tool_input",
            edit);
    return run(mesh, environment(), Json.text(input), "/bin/sh", "-c", command);
  }

  /** Runs a command to its end; returns what it prints. */
  private static String run(
      TemporaryMesh mesh, Map<String, String> environment, String stdin, String... command)
      throws IOException {
    var builder =
        new ProcessBuilder(command)
            .directory(mesh.project().toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    try (var writer = process.outputWriter(StandardCharsets.UTF_8)) {
      writer.write(stdin);
    }
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  /**
   * Locks the file that no client may edit, and keeps the broker for all trials. The one who locks
   * is no session, because clients without session ids are told apart by what started them.
   */
  static AgentSession prepare(TemporaryMesh mesh, String launcher) throws IOException {
    var session =
        new AgentSession(
            List.of(launcher, "mcp"),
            mesh.project(),
            mesh.environment(),
            ProcessBuilder.Redirect.DISCARD,
            Duration.ofMinutes(2));
    session.initialize("doctor", "2025-11-25");
    var _ =
        run(mesh, mesh.environment(), "", launcher, "lock", "acquire", LOCKED, "--as", "doctor");
    return session;
  }
}
