package io.slmmesh.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class HooksSetupTest {
  private static final String LAUNCHER = "/opt/slm-mesh/bin/slm-mesh";

  @TempDir private Path temp;
  private final Map<String, String> environment = new HashMap<>();
  private Path home;
  private Path project;

  @BeforeEach
  void machine() throws IOException {
    home = Files.createDirectory(temp.resolve("home"));
    project = Files.createDirectory(temp.resolve("project"));
    environment.put("HOME", home.toString());
  }

  private Setup setup(Scope scope, boolean hooks, String launcher) {
    return new Setup(new Places(environment, project, false), scope, hooks, launcher);
  }

  private List<State> done(Client client) {
    return done(setup(Scope.USER, true, LAUNCHER), client);
  }

  private static List<State> done(Setup setup, Client client) {
    return setup.plan(client).stream().map(step -> setup.apply(step).state()).toList();
  }

  /** Without the option, as people do it. */
  private List<State> undone(Client client) {
    Setup setup = setup(Scope.USER, false, "");
    return setup.planUndo(client).stream().map(step -> setup.apply(step).state()).toList();
  }

  private Path write(String file, String text) throws IOException {
    Path path = home.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  private static JsonObject read(Path file) throws Exception {
    return Json.object(Files.readString(file));
  }

  private Map<Path, String> everything() throws IOException {
    var all = new TreeMap<Path, String>();
    try (Stream<Path> paths = Files.walk(temp)) {
      for (Path path : paths.toList()) {
        all.put(path, Files.isRegularFile(path) ? Files.readString(path) : "");
      }
    }
    return all;
  }

  /** One text in two places: the plugin is for people who want all in one. */
  @Test
  void claudeCodeGetsTheHooksOfThePlugin() throws Exception {
    String plugin = Files.readString(Path.of("../plugins/claude-code/hooks/hooks.json"));

    assertThat(done(Client.CLAUDE_CODE)).containsExactly(State.ADDED, State.ADDED);

    assertThat(read(home.resolve(".claude/settings.json")))
        .isEqualTo(Json.object(plugin.replace("plugin:slm-mesh:slm-mesh", "slm-mesh")));
    assertThat(home.resolve(".claude.json")).content().contains(LAUNCHER);
  }

  @Test
  void codexGetsCommandsInAFileOfTheirOwnAndTellsOfTrust() throws Exception {
    write(".codex/config.toml", "model = \"x\"\n");

    assertThat(done(Client.CODEX)).containsExactly(State.ADDED, State.ADDED);

    JsonObject hooks = read(home.resolve(".codex/hooks.json")).object("hooks");
    assertThat(hooks.members().keySet())
        .containsExactly(
            "SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse", "Stop", "SessionEnd");
    assertThat(Json.text(hooks.get("PreToolUse")))
        .isEqualTo(
            "[{\"hooks\":[{\"type\":\"command\",\"command\":\""
                + LAUNCHER
                + " hook codex PreToolUse\",\"timeout\":10}]}]");
    assertThat(setup(Scope.PROJECT, true, LAUNCHER).plan(Client.CODEX).getLast().next())
        .contains("/hooks", "trust");
  }

  @Test
  void geminiAndQwenHaveAllInOneFile() throws Exception {
    assertThat(done(Client.GEMINI)).containsExactly(State.ADDED);
    assertThat(done(Client.QWEN)).containsExactly(State.ADDED);

    JsonObject gemini = read(home.resolve(".gemini/settings.json"));
    assertThat(gemini.object("mcpServers").has("slm-mesh")).isTrue();
    assertThat(Json.text(gemini.object("hooks").get("BeforeTool")))
        .contains("write_file|replace", LAUNCHER + " hook gemini BeforeTool", "\"timeout\":10000");
    assertThat(Json.text(read(home.resolve(".qwen/settings.json")).object("hooks").get("Stop")))
        .contains(LAUNCHER + " hook qwen Stop");
  }

  @Test
  void aNewFileOfCursorTellsItsVersion() throws Exception {
    Path file = home.resolve(".cursor/hooks.json");
    assertThat(done(Client.CURSOR)).containsExactly(State.ADDED, State.ADDED);

    JsonObject written = read(file);

    assertThat(written.get("version")).isEqualTo(1L);
    assertThat(Json.text(written.object("hooks").get("preToolUse")))
        .isEqualTo(
            "[{\"command\":\""
                + LAUNCHER
                + " hook cursor preToolUse\",\"timeout\":10,\"matcher\":\"Write|Delete|Shell\"}]");
  }

  @Test
  void opencodeGetsAPluginThatIsAllOurs() throws Exception {
    Path file = home.resolve(".config/opencode/plugins/slm-mesh.js");
    String strange = "/a \"b\"/slm-mesh";
    done(setup(Scope.USER, true, strange), Client.OPENCODE);
    assertThat(file).content().contains("const SLM_MESH = \"/a \\\"b\\\"/slm-mesh\"\n");

    assertThat(done(Client.OPENCODE)).containsExactly(State.UPDATED, State.UPDATED);
    assertThat(file).content().contains("const SLM_MESH = \"" + LAUNCHER + "\"\n");
    assertThat(setup(Scope.USER, true, "").registration(Client.OPENCODE).orElseThrow().guard())
        .contains(LAUNCHER + " hook opencode PreToolUse");
    assertThat(undone(Client.OPENCODE)).containsExactly(State.REMOVED, State.REMOVED);
    assertThat(home.resolve(".config")).doesNotExist();

    write(".config/opencode/plugins/slm-mesh.js", "// mine\n");
    assertThat(done(Client.OPENCODE)).containsExactly(State.ADDED, State.REFUSED);
    assertThat(file).hasContent("// mine\n");
  }

  @Test
  void aProjectHasFilesOfItsOwn() throws Exception {
    Map<Path, String> before = everything();
    Setup setup = setup(Scope.PROJECT, true, LAUNCHER);
    List<Client> hooked =
        List.of(
            Client.CLAUDE_CODE,
            Client.CODEX,
            Client.CURSOR,
            Client.DEVIN,
            Client.GEMINI,
            Client.QWEN);

    hooked.forEach(client -> done(setup, client));

    assertThat(
            Stream.of(
                ".claude/settings.json",
                ".codex/hooks.json",
                ".cursor/hooks.json",
                ".devin/hooks.v1.json",
                ".gemini/settings.json",
                ".qwen/settings.json"))
        .allSatisfy(file -> assertThat(project.resolve(file)).content().contains("hook"));
    assertThat(read(project.resolve(".devin/hooks.v1.json")).has("PreToolUse")).isTrue();
    hooked.forEach(client -> setup.planUndo(client).forEach(setup::apply));
    assertThat(everything()).isEqualTo(before);
  }

  /** Whatever stood there, and also when the registration was made before the hooks. */
  @ParameterizedTest
  @EnumSource
  void setUpTwiceAndUndoneEverythingIsAsItWas(Client client) throws Exception {
    Map<Path, String> empty = everything();
    for (Path file : files(client)) {
      for (String text : corpus()) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, file.toString().endsWith(".toml") ? "# mine" : text);
        Map<Path, String> before = everything();
        done(setup(Scope.USER, false, LAUNCHER), client);
        assertThat(done(client)).as(text).doesNotContain(State.REFUSED);
        Map<Path, String> after = everything();
        assertThat(done(client)).as(text).containsOnly(State.PRESENT);
        assertThat(everything()).isEqualTo(after);
        assertThat(undone(client)).as(text).contains(State.REMOVED).doesNotContain(State.ABSENT);
        assertThat(everything()).as(text).isEqualTo(before);
      }
      Files.delete(file);
    }
    done(client);
    undone(client);
    assertThat(everything().keySet()).containsAll(empty.keySet());
  }

  /** That hold what others wrote too. */
  private List<Path> files(Client client) {
    return setup(Scope.USER, true, LAUNCHER).plan(client).stream()
        .filter(step -> step.file() != null)
        .map(Step::file)
        .filter(file -> !file.toString().endsWith(".js"))
        .toList();
  }

  private static List<String> corpus() {
    return List.of(
        "",
        "{}",
        "{\r\n\t\"hooks\": {\r\n\t},\r\n}\r\n",
        "{\"hooks\":{\"PreToolUse\":[],\"Stop\":[ ],\"stop\":[],\"AfterTool\":[\n]}}",
        "{\n  \"hooks\": {\n    \"PreToolUse\": [{\"hooks\": [{\"command\": \"lint\"}]}], // mine\n  }\n}\n",
        "{\"PreToolUse\": [1]}");
  }

  @Test
  void hooksOfOthersStayAndOursGoFromAGroupThatTheUserHasJoined() throws Exception {
    Path file =
        write(
            ".codex/hooks.json",
            "{\"hooks\": {\"Stop\": [{\"hooks\": [{\"command\": \"beep\"}]}]}}");
    done(Client.CODEX);
    String ours =
        "{\"type\": \"command\", \"command\": \""
            + LAUNCHER
            + " hook codex Stop\", \"timeout\": 10}";
    assertThat(file).content().contains("\"beep\"", ours);
    Files.writeString(file, Files.readString(file).replace(ours, ours + ", {\"command\": \"x\"}"));

    assertThat(undone(Client.CODEX)).containsExactly(State.REMOVED, State.REMOVED);

    assertThat(Files.readString(file))
        .isEqualTo(
            "{\"hooks\": {\"Stop\": [{\"hooks\": [{\"command\": \"beep\"}]}, {\"hooks\": [{\"command\": \"x\"}]}]}}");
  }

  @Test
  void anotherInstallIsUpdatedAndKeepsWhatTheUserChanged() throws Exception {
    Setup old = setup(Scope.USER, true, "/old/slm-mesh");
    done(old, Client.GEMINI);
    Path file = home.resolve(".gemini/settings.json");
    Files.writeString(file, Files.readString(file).replace("write_file|replace", "mine|replace"));
    Step step = setup(Scope.USER, true, LAUNCHER).plan(Client.GEMINI).getFirst();

    assertThat(step.state()).isEqualTo(State.WOULD_UPDATE);
    assertThat(step.says()).contains("/old/slm-mesh");
    String before = Files.readString(file);
    done(Client.GEMINI);

    assertThat(file).hasContent(before.replace("/old/slm-mesh", LAUNCHER));
  }

  @Test
  void aPathWithSpacesAndQuotesIsOneWordForTheShell() throws Exception {
    String strange = "/a b/it's/slm-mesh";
    Setup setup = setup(Scope.USER, true, strange);
    done(setup, Client.CODEX);

    String command = "'/a b/it'\\''s/slm-mesh' hook codex Stop";
    assertThat(Json.text(read(home.resolve(".codex/hooks.json")))).contains(Json.text(command));
    assertThat(done(setup, Client.CODEX)).containsOnly(State.PRESENT);
    assertThat(undone(Client.CODEX)).containsExactly(State.REMOVED, State.REMOVED);
    assertThat(home.resolve(".codex")).doesNotExist();
  }

  @Test
  void whereTheServerIsAnotherNoHooksAreWritten() throws Exception {
    write(".claude.json", "{\"mcpServers\": {\"slm-mesh\": {\"command\": \"other\"}}}");

    assertThat(done(Client.CLAUDE_CODE)).containsExactly(State.REFUSED);
    assertThat(home.resolve(".claude/settings.json")).doesNotExist();
  }

  @Test
  void theDiffLeavesOutWhatStandsBetweenServerAndHooks() throws Exception {
    write(
        ".qwen/settings.json",
        "{\n  \"mcpServers\": {},\n  \"a\": 1,\n  \"secret\": 2,\n  \"b\": 3,\n  \"hooks\": {}\n}\n");

    List<String> diff = setup(Scope.USER, true, LAUNCHER).plan(Client.QWEN).getFirst().diff();

    assertThat(diff).filteredOn(line -> line.startsWith("@@")).hasSize(2);
    assertThat(diff)
        .contains("   \"a\": 1,", "   \"b\": 3,")
        .noneMatch(line -> line.contains("secret"));
  }

  @ParameterizedTest(name = "-Dseed={0}")
  @MethodSource("io.slmmesh.cli.setup.Seeds#all")
  void whatIsAppendedAndRemovedLeavesEveryByte(long seed) throws Exception {
    String before = RandomJson.of(new Random(seed)).fileWithArray();
    var hook =
        new Hook(
            home.resolve("x.json"),
            List.of("servers"),
            HookStyle.COMMAND.element("Stop", LAUNCHER + " hook codex Stop"),
            LAUNCHER + " hook codex Stop",
            "");

    String after = hook.put(before);

    assertThat(hook.in(after)).as("seed %d: %s", seed, after).isEqualTo(Standing.PRESENT);
    assertThat(hook.remove(after)).as("seed %d: %s", seed, after).isEqualTo(before);
  }
}
