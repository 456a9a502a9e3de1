package io.slmmesh.it;

import static io.slmmesh.it.mesh.Answer.objects;
import static io.slmmesh.it.mesh.Answer.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.HookCommand;
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
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  private Ran command(String event, JsonObject payload) {
    return Shell.of(mesh).feed(Json.text(payload), "hook", CLAUDE, event);
  }

  private Ran command(HookCommand form, String event, JsonObject payload) {
    return form.run(mesh, CLAUDE, event, payload);
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
            http("PreToolUse", writing("s2")).text(),
            tool(other, "PreToolUse"),
            command(HookCommand.CURL, "PreToolUse", writing("s2")).out(),
            command(HookCommand.CURL_FAILS, "PreToolUse", writing("s2")).out(),
            command(HookCommand.NO_CURL, "PreToolUse", writing("s2")).out())) {
      JsonObject output = Json.object(answer.strip()).object("hookSpecificOutput");
      assertThat(output.text("hookEventName")).isEqualTo("PreToolUse");
      assertThat(output.text("permissionDecision")).isEqualTo("deny");
      assertThat(output.text("permissionDecisionReason"))
          .contains(file.toString(), holder.name(), "refactoring");
    }
    for (HookCommand form : HookCommand.values()) {
      assertThat(command(form, "PreToolUse", writing("s1")).out()).as("its holder").isEmpty();
    }
    HookCommand.CURL.assertAsked(mesh, 2);
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
    assertThat(command("PreToolUse", writing("s2")).out()).doesNotContain("deny");
    assertThat(texts(second.tool("mesh_lock", "action", "query"), "locks", "lockedBy"))
        .containsExactly(second.name());
  }

  @Test
  void mailThatAHookHandedOutIsReadAndIsNotShownAgain() {
    Agent sender = claude("s1");
    Agent reader = claude("s2");
    List<Supplier<String>> forms =
        List.of(
            () -> http("PostToolUse", writing("s2")).text(),
            () -> tool(reader, "PostToolUse"),
            () -> command(HookCommand.CURL, "PostToolUse", writing("s2")).out(),
            () -> command(HookCommand.CURL_FAILS, "PostToolUse", writing("s2")).out(),
            () -> command(HookCommand.NO_CURL, "PostToolUse", writing("s2")).out());
    for (Supplier<String> form : forms) {
      int number = forms.indexOf(form);
      sender.tool("mesh_send", "to", reader.name(), "message", "number " + number);
      assertThat(form.get()).contains("additionalContext", "number " + number, sender.name());
    }
    HookCommand.CURL.assertAsked(mesh, 2);
    awaitRead(sender, forms.size());
    assertThat(reader.mail()).isEmpty();
  }

  private static void awaitRead(Agent sender, int count) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() ->
            texts(sender.tool("mesh_inbox", "sent", true), "messages", "readAt").size() == count);
  }

  /** Its client gave up waiting: nobody saw the mail. */
  @ParameterizedTest
  @EnumSource
  void mailThatACommandCouldNotHandOnIsUnread(HookCommand form) {
    Agent sender = claude("s1");
    Agent reader = claude("s2");
    HttpDoor.unix(mesh);
    sender.tool("mesh_send", "to", reader.name(), "message", "hello");
    assertThat(form.runUnheard(mesh, CLAUDE, "PostToolUse", writing("s2")).code()).isZero();
    form.assertAsked(mesh, 1);
    await().atMost(Duration.ofSeconds(20)).until(() -> reader.mail(), List.of("hello")::equals);
    awaitRead(sender, 1);
  }

  @ParameterizedTest
  @EnumSource
  void whatTheHookIsGivenIsWhatCountsHoweverLongItIs(HookCommand form) {
    Agent holder = claude("s1");
    claude("s2");
    HttpDoor.unix(mesh);
    holder.tool("mesh_lock", "action", "lock", "filePath", "a.c");
    mesh.set("input", "{}").set("answer", "{}");
    JsonObject write =
        JsonObject.of("file_path", file.toString(), "content", "é\\n\"\n".repeat(60_000));
    JsonObject payload =
        JsonObject.of("session_id", "s2", "tool_name", "Write", "tool_input", write);
    assertThat(command(form, "PreToolUse", payload).out()).contains("deny");
  }

  @Test
  void aCommandThatIsNoneIsRefusedOverHttp() {
    claude("s1");
    String hook = "/hook/" + CLAUDE + "/PreToolUse?process=";
    HttpDoor door = HttpDoor.unix(mesh);
    for (String process : List.of("", "x", "-1", "0", "99999999999999999999")) {
      door.postText(hook + process, "{}").refused(400, "invalid_argument");
    }
    door.post("/hook/written", "receipt", "read:x:1").refused(404, "not_found");
    door.post("/hook/written").refused(404, "not_found");
    String guest = door.register("prog", mesh.work()).text("peerToken");
    door.as(guest).post("/hook/written", "receipt", "-").refused(403, "forbidden");
  }

  @ParameterizedTest
  @EnumSource
  void aHookFindsTheAgentOfItsClientWhereTheClientNamesNoSession(HookCommand form) {
    Agent gemini = mesh.agent().client("gemini-cli-mcp-client").start();
    HttpDoor.unix(mesh);
    gemini.tool("mesh_lock", "action", "lock", "filePath", "a.c");
    assertThat(form.run(mesh, "gemini", "BeforeTool", writing("g1")).out())
        .as("its own lock does not stand against it")
        .isEmpty();
    form.assertAsked(mesh, 1);
    Agent other = claude("s1");
    assertThat(texts(other.tool("mesh_peers"), "peers", "name")).containsExactly(gemini.name());
  }

  @ParameterizedTest
  @EnumSource
  void anAgentThatItsHooksMadeKnownFirstIsOneAgent(HookCommand form) {
    Agent other = claude("s1");
    HttpDoor.unix(mesh);
    Agent gemini = mesh.agent().client("gemini-cli-mcp-client").start();
    form.run(mesh, "gemini", "BeforeTool", writing("g1"));
    String name = texts(other.tool("mesh_peers"), "peers", "name").getFirst();
    other.tool("mesh_send", "to", name, "message", "hello");
    assertThat(gemini.name()).isEqualTo(name);
    assertThat(texts(other.tool("mesh_peers"), "peers", "name")).containsExactly(name);
    assertThat(form.run(mesh, "gemini", "AfterTool", writing("g1")).out()).contains("hello");
    assertThat(form.run(mesh, "gemini", "BeforeTool", writing("g1")).out())
        .as("its own claim does not stand against it")
        .isEmpty();
  }

  @Test
  void withoutABrokerTheAgentGoesOnAndPeopleAreTold() {
    Ran ran = command("PreToolUse", writing("s1"));
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
      Ran ran = command("PreToolUse", writing("s1"));
      assertThat(ran.code()).isZero();
      assertThat(Json.object(ran.out().strip()).text("systemMessage"))
          .contains("did not answer", "not guarded");
    } finally {
      Processes.signal("CONT", broker);
    }
  }

  @Test
  void nonsenseNeverEndsInARefusal() {
    claude("s1");
    HttpDoor.unix(mesh);
    for (String nonsense : new String[] {"", "{", "[]", "null", "\u0000", "{\"tool_input\":7}"}) {
      Ran ran = HookCommand.CURL.run(mesh, CLAUDE, "PreToolUse", nonsense);
      assertThat(ran.code()).as(nonsense).isZero();
      assertThat(ran.out()).as(nonsense).doesNotContain("deny");
    }
    assertThat(Shell.of(mesh).run("hook", CLAUDE).code())
        .as("2 would be taken for a refusal")
        .isEqualTo(1);
    assertThat(HookCommand.CURL.run(mesh, "no/client", "x\"y", JsonObject.EMPTY).code()).isZero();
    assertThat(http("PreToolUse", JsonObject.of("tool_name", 7)).text()).isEqualTo("{}");
  }
}
