package io.slmmesh.it;

import static io.slmmesh.it.mesh.Answer.objects;
import static io.slmmesh.it.mesh.Answer.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.HttpAnswer;
import io.slmmesh.it.mesh.HttpDoor;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Processes;
import io.slmmesh.it.mesh.Shell;
import io.slmmesh.it.mesh.Shell.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hooks as clients run them: as a command, over HTTP, as a tool call; and without a broker. */
class HookIT {
  private static final String CLAUDE = "claude-code";

  private Mesh mesh;
  private Path file;

  @BeforeEach
  void anEnforcingMachine() throws IOException {
    mesh = Mesh.create();
    Path config = mesh.directory("home").resolve(".gitconfig");
    Files.writeString(config, "[slm-mesh]\n\tguard = enforce\n");
    file = mesh.work().resolve("a.c");
  }

  @AfterEach
  void end() {
    mesh.close();
  }

  private Agent claude(String session) {
    Agent agent = mesh.agent().client(CLAUDE).env("CLAUDE_CODE_SESSION_ID", session).start();
    agent.self();
    return agent;
  }

  private JsonObject writing(String session) {
    return JsonObject.of(
        "session_id",
        session,
        "cwd",
        mesh.work().toString(),
        "tool_name",
        "Write",
        "tool_input",
        JsonObject.of("file_path", file.toString(), "content", "line\nline"));
  }

  private Ran command(String client, String event, JsonObject payload) {
    return Shell.of(mesh).feed(Json.text(payload), "hook", client, event);
  }

  private HttpAnswer http(String event, JsonObject payload) {
    return HttpDoor.tcp(mesh).postText("/hook/" + CLAUDE + "/" + event, Json.text(payload));
  }

  private String tool(Agent agent, String event) {
    return agent
        .call(
            "mesh_hook",
            "client",
            CLAUDE,
            "event",
            event,
            "tool_name",
            "Write",
            "cwd",
            mesh.work().toString(),
            "file_path",
            file.toString(),
            "command",
            "")
        .texts()
        .getFirst();
  }

  @Test
  void anEditOfALockedFileIsDeniedByEveryForm() {
    Agent holder = claude("s1");
    Agent other = claude("s2");
    holder.tool("mesh_lock", "action", "lock", "filePath", "a.c", "reason", "refactoring");

    for (String answer :
        List.of(
            command(CLAUDE, "PreToolUse", writing("s2")).out(),
            http("PreToolUse", writing("s2")).text(),
            tool(other, "PreToolUse"))) {
      JsonObject output = Json.object(answer.strip()).object("hookSpecificOutput");
      assertThat(output.text("hookEventName")).isEqualTo("PreToolUse");
      assertThat(output.text("permissionDecision")).isEqualTo("deny");
      assertThat(output.text("permissionDecisionReason"))
          .contains(file.toString(), holder.name(), "refactoring");
    }
    assertThat(command(CLAUDE, "PreToolUse", writing("s1")).out()).as("its holder").isEmpty();
    assertThat(texts(other.tool("mesh_peers", "scope", "machine"), "peers", "name"))
        .as("hooks made no agents")
        .containsExactly(holder.name());
  }

  @Test
  void aClaimOfOneFormHoldsAgainstTheOthersAndEndsWithItsSession() {
    Agent first = claude("s1");
    Agent second = claude("s2");
    assertThat(tool(first, "PreToolUse")).isEqualTo("{}");
    assertThat(http("PreToolUse", writing("s2")).text()).contains("deny");
    first.kill();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> objects(second.tool("mesh_lock", "action", "query"), "locks").isEmpty());
    assertThat(command(CLAUDE, "PreToolUse", writing("s2")).out()).doesNotContain("deny");
    assertThat(texts(second.tool("mesh_lock", "action", "query"), "locks", "lockedBy"))
        .containsExactly(second.name());
  }

  @Test
  void mailThatAHookHandedOutIsReadAndIsNotShownAgain() {
    Agent sender = claude("s1");
    Agent reader = claude("s2");
    for (int form = 0; form < 3; form++) {
      sender.tool("mesh_send", "to", reader.name(), "message", "number " + form);
      String shown =
          switch (form) {
            case 0 -> command(CLAUDE, "PostToolUse", writing("s2")).out();
            case 1 -> http("PostToolUse", writing("s2")).text();
            default -> tool(reader, "PostToolUse");
          };
      assertThat(shown).contains("additionalContext", "number " + form, sender.name());
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> texts(sender.tool("mesh_inbox", "sent", true), "messages", "readAt").size() == 3);
    assertThat(reader.mail()).isEmpty();
  }

  @Test
  void aHookFindsTheAgentOfItsClientWhereTheClientNamesNoSession() {
    Agent gemini = mesh.agent().client("gemini-cli-mcp-client").start();
    gemini.tool("mesh_lock", "action", "lock", "filePath", "a.c");
    assertThat(command("gemini", "BeforeTool", writing("g1")).out())
        .as("its own lock does not stand against it")
        .isEmpty();
    Agent other = claude("s1");
    assertThat(texts(other.tool("mesh_peers"), "peers", "name")).containsExactly(gemini.name());
  }

  @Test
  void anAgentThatItsHooksMadeKnownFirstIsOneAgent() {
    Agent other = claude("s1");
    Agent gemini = mesh.agent().client("gemini-cli-mcp-client").start();
    command("gemini", "BeforeTool", writing("g1"));
    String name = texts(other.tool("mesh_peers"), "peers", "name").getFirst();
    other.tool("mesh_send", "to", name, "message", "hello");
    assertThat(gemini.name()).isEqualTo(name);
    assertThat(texts(other.tool("mesh_peers"), "peers", "name")).containsExactly(name);
    assertThat(command("gemini", "AfterTool", writing("g1")).out()).contains("hello");
    assertThat(command("gemini", "BeforeTool", writing("g1")).out())
        .as("its own claim does not stand against it")
        .isEmpty();
  }

  @Test
  void withoutABrokerTheAgentGoesOnAndPeopleAreTold() {
    Ran ran = command(CLAUDE, "PreToolUse", writing("s1"));
    assertThat(ran.code()).isZero();
    assertThat(Json.object(ran.out().strip()).text("systemMessage")).contains("no broker runs");
    assertThat(ran.err()).contains("not guarded");
    assertThat(Processes.brokersOf(mesh.data())).as("a hook starts none").isEmpty();
  }

  @Test
  void aBrokerThatDoesNotAnswerKeepsNobodyForLong() {
    claude("s1");
    long broker = mesh.brokerPid();
    Processes.stop(broker);
    try {
      Ran ran = command(CLAUDE, "PreToolUse", writing("s1"));
      assertThat(ran.code()).isZero();
      assertThat(ran.out()).doesNotContain("deny");
    } finally {
      Processes.signal("CONT", broker);
    }
  }

  @Test
  void nonsenseNeverEndsInARefusal() {
    claude("s1");
    for (String nonsense : new String[] {"", "{", "[]", "null", "\u0000", "{\"tool_input\":7}"}) {
      Ran ran = Shell.of(mesh).feed(nonsense, "hook", CLAUDE, "PreToolUse");
      assertThat(ran.code()).as(nonsense).isZero();
      assertThat(ran.out()).as(nonsense).doesNotContain("deny");
    }
    assertThat(Shell.of(mesh).run("hook", CLAUDE).code())
        .as("2 would be taken for a refusal")
        .isEqualTo(1);
    assertThat(command("no/client", "x\"y", JsonObject.EMPTY).code()).isZero();
    assertThat(http("PreToolUse", JsonObject.of("tool_name", 7)).text()).isEqualTo("{}");
  }
}
