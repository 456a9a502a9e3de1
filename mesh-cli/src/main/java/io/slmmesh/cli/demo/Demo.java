package io.slmmesh.cli.demo;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.cli.session.AgentSession;
import io.slmmesh.cli.session.TemporaryMesh;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Shows the mesh at work, step by step. */
public final class Demo {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final PrintStream out;
  private final String launcher;

  public Demo(PrintStream out, String launcher) {
    this.out = out;
    this.launcher = launcher;
  }

  /** Runs the demo; returns the exit code. */
  public int run() {
    try {
      try (TemporaryMesh mesh = TemporaryMesh.create("slm-mesh-demo")) {
        show(mesh);
      }
      out.printf("%nNext: give it to the agents of this machine%n  %s setup%n", launcher);
      out.println("It shows each change first, --dry-run only shows, --undo takes all back.");
      return 0;
    } catch (IOException | CompletionException e) {
      out.println("The demo failed: " + e.getMessage());
      return 1;
    }
  }

  private void show(TemporaryMesh mesh) throws IOException {
    out.println(
        "A mesh of its own in a temporary directory, and two agent sessions in one project.");
    try (var claude = session(mesh, "claude-code");
        var codex = session(mesh, "codex-mcp-client")) {
      String a = self(claude);
      String b = self(codex);
      discover(claude, codex, a, b);
      talk(claude, codex, a, b);
      share(claude, codex, a, b);
      lock(claude, codex, a, b);
      events(codex, b);
    }
  }

  private AgentSession session(TemporaryMesh mesh, String client) throws IOException {
    var session =
        new AgentSession(
            List.of(launcher, "mcp"),
            mesh.project(),
            mesh.environment(),
            ProcessBuilder.Redirect.INHERIT,
            LONGEST);
    session.initialize(client, "2025-11-25");
    return session;
  }

  private static String self(AgentSession session) throws IOException {
    return session.tool("mesh_status").object("self").text("name") + "";
  }

  private void discover(AgentSession claude, AgentSession codex, String a, String b)
      throws IOException {
    step("1", "They find each other");
    codex.tool("mesh_summary", "summary", "writing the tests");
    for (JsonObject peer : objects(claude.tool("mesh_peers"), "peers")) {
      say(
          a,
          "mesh_peers",
          "sees "
              + peer.text("name")
              + " ("
              + peer.text("agentType")
              + "): "
              + peer.text("summary"));
    }
    say(
        b,
        "mesh_peers",
        "sees " + objects(codex.tool("mesh_peers"), "peers").getFirst().text("name"));
  }

  private void talk(AgentSession claude, AgentSession codex, String a, String b)
      throws IOException {
    step("2", "A message arrives while the other waits for it");
    CompletableFuture<JsonObject> waiting =
        CompletableFuture.supplyAsync(
            () -> unchecked(() -> codex.tool("mesh_inbox", "waitSeconds", 20)));
    say(b, "mesh_inbox", "waits");
    say(a, "mesh_send", "to " + b + ": the parser is yours, I take the store");
    claude.tool("mesh_send", "to", b, "message", "the parser is yours, I take the store");
    for (JsonObject message : objects(waiting.join(), "messages")) {
      say(b, "mesh_inbox", "from " + message.text("fromName") + ": " + message.text("payload"));
    }
    claude.tool(
        "mesh_events",
        "action",
        "read",
        "types",
        List.of("message_delivered"),
        "since",
        0,
        "waitSeconds",
        5);
    JsonObject sent = objects(claude.tool("mesh_inbox", "sent", true), "messages").getLast();
    say(
        a,
        "mesh_inbox",
        "it was " + (sent.has("readAt") ? "read at " + sent.text("readAt") : "not read yet"));
  }

  private void share(AgentSession claude, AgentSession codex, String a, String b)
      throws IOException {
    step("3", "They share state");
    claude.tool("mesh_state", "action", "set", "key", "api-version", "value", "v2");
    say(a, "mesh_state", "set api-version = v2");
    JsonObject entry =
        codex.tool("mesh_state", "action", "get", "key", "api-version").object("entry");
    say(
        b,
        "mesh_state",
        "get api-version = "
            + entry.text("value")
            + ", version "
            + entry.get("version")
            + " by "
            + entry.text("updatedBy"));
  }

  private void lock(AgentSession claude, AgentSession codex, String a, String b)
      throws IOException {
    step("4", "One file, one editor");
    sayLock(
        a,
        claude.tool(
            "mesh_lock", "action", "lock", "filePath", "src/Store.java", "reason", "new schema"));
    sayLock(b, codex.tool("mesh_lock", "action", "lock", "filePath", "./src/../src/Store.java"));
    claude.tool("mesh_lock", "action", "unlock", "filePath", "src/Store.java");
    say(a, "mesh_lock", "unlocks src/Store.java");
    sayLock(b, codex.tool("mesh_lock", "action", "lock", "filePath", "src/Store.java"));
  }

  private void sayLock(String who, JsonObject result) {
    say(
        who,
        "mesh_lock",
        Boolean.TRUE.equals(result.get("granted"))
            ? "granted, fencing token " + result.object("lock").get("fencingToken")
            : "refused: held by " + result.text("heldBy") + " (" + result.text("reason") + ")");
  }

  private void events(AgentSession codex, String b) throws IOException {
    step("5", "And all of it is one ordered log");
    for (JsonObject event :
        objects(codex.tool("mesh_events", "action", "read", "since", 0), "events")) {
      say(b, "mesh_events", event.get("seq") + "  " + event.text("type"));
    }
  }

  private void step(String number, String what) {
    out.printf("%n%s  %s%n", number, what);
  }

  private void say(String who, String tool, String what) {
    out.printf("   %-8s %-12s %s%n", who, tool, what);
  }

  private static List<JsonObject> objects(JsonObject result, String member) throws IOException {
    if (result.get(member) instanceof List<?> list && !list.isEmpty()) {
      return list.stream().map(JsonObject.class::cast).toList();
    }
    throw new IOException("no " + member + " came back");
  }

  private interface Step {
    JsonObject run() throws IOException;
  }

  private static JsonObject unchecked(Step step) {
    try {
      return step.run();
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }
}
