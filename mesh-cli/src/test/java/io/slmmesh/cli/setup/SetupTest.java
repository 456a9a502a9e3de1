package io.slmmesh.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SetupTest {
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
    environment.put("PATH", temp.resolve("bin").toString());
  }

  private Setup setup(Scope scope, String launcher) {
    return new Setup(new Places(environment, project, false), scope, false, launcher);
  }

  private Setup user() {
    return setup(Scope.USER, LAUNCHER);
  }

  private static Step plan(Setup setup, Client client) {
    return setup.plan(client).getFirst();
  }

  private static Step done(Setup setup, Client client) {
    return setup.apply(plan(setup, client));
  }

  private static Step undone(Setup setup, Client client) {
    return setup.apply(setup.planUndo(client).getFirst());
  }

  private Path write(String file, String text) throws IOException {
    Path path = home.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  /** Every file and directory with its content and mode. */
  private Map<String, String> everything() throws IOException {
    var all = new TreeMap<String, String>();
    try (Stream<Path> paths = Files.walk(temp)) {
      for (Path path : paths.toList()) {
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        all.put(
            path.toString(),
            mode + (Files.isRegularFile(path) ? Files.readString(path) : " directory"));
      }
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          claude-code | .claude.json | {"mcpServers":{"slm-mesh":{"type":"stdio","command":"L","args":["mcp"]}}}
          cursor | .cursor/mcp.json | {"mcpServers":{"slm-mesh":{"command":"L","args":["mcp"]}}}
          vscode | .config/Code/User/mcp.json | {"servers":{"slm-mesh":{"type":"stdio","command":"L","args":["mcp"]}}}
          copilot | .copilot/mcp-config.json | {"mcpServers":{"slm-mesh":{"type":"local","command":"L","args":["mcp"],"tools":["*"]}}}
          devin | .config/devin/mcp_config.json | {"mcpServers":{"slm-mesh":{"command":"L","args":["mcp"]}}}
          windsurf | .codeium/windsurf/mcp_config.json | {"mcpServers":{"slm-mesh":{"command":"L","args":["mcp"]}}}
          gemini | .gemini/settings.json | {"mcpServers":{"slm-mesh":{"command":"L","args":["mcp"]}}}
          antigravity | .gemini/config/mcp_config.json | {"mcpServers":{"slm-mesh":{"command":"L","args":["mcp"]}}}
          opencode | .config/opencode/opencode.json | {"mcp":{"slm-mesh":{"type":"local","command":["L","mcp"],"enabled":true}}}
          qwen | .qwen/settings.json | {"mcpServers":{"slm-mesh":{"command":"L","args":["mcp"]}}}
          zed | .config/zed/settings.json | {"context_servers":{"slm-mesh":{"command":"L","args":["mcp"]}}}
          cline | .config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json | {"mcpServers":{"slm-mesh":{"command":"L","args":["mcp"]}}}
          cline-cli | .cline/data/settings/cline_mcp_settings.json | {"mcpServers":{"slm-mesh":{"command":"L","args":["mcp"]}}}
          """)
  void everyClientGetsItsShapeInTheUsersFile(String name, String file, String json)
      throws Exception {
    Step step = done(user(), Client.named(name).orElseThrow());

    assertThat(step.state()).isEqualTo(State.ADDED);
    assertThat(step.file()).isEqualTo(home.resolve(file));
    assertThat(Json.parse(Files.readString(home.resolve(file))))
        .isEqualTo(Json.parse(json.replace("\"L\"", "\"" + LAUNCHER + "\"")));
  }

  @Test
  void codexGetsATable() throws Exception {
    write(".codex/config.toml", "model = \"x\"\n");

    assertThat(done(user(), Client.CODEX).state()).isEqualTo(State.ADDED);

    assertThat(home.resolve(".codex/config.toml"))
        .hasContent(
            """
            model = "x"

            [mcp_servers.slm-mesh]
            command = "/opt/slm-mesh/bin/slm-mesh"
            args = ["mcp"]
            default_tools_approval_mode = "approve"
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "claude-code, .mcp.json",
    "codex, .codex/config.toml",
    "cursor, .cursor/mcp.json",
    "vscode, .vscode/mcp.json",
    "copilot, .github/mcp.json",
    "devin, .devin/mcp_config.json",
    "gemini, .gemini/settings.json",
    "antigravity, .agents/mcp_config.json",
    "opencode, opencode.json",
    "qwen, .qwen/settings.json",
    "zed, .zed/settings.json",
  })
  void aProjectHasFilesOfItsOwn(String name, String file) throws Exception {
    Map<String, String> before = everything();
    Setup setup = setup(Scope.PROJECT, LAUNCHER);
    Client client = Client.named(name).orElseThrow();

    assertThat(done(setup, client).file()).isEqualTo(project.resolve(file));
    assertThat(project.resolve(file)).content().contains(LAUNCHER);
    assertThat(done(setup, client).state()).isEqualTo(State.PRESENT);
    undone(setup, client);

    assertThat(everything()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"windsurf", "cline", "cline-cli"})
  void whoHasNoFileForAProjectIsToldSo(String name) {
    Step step = plan(setup(Scope.PROJECT, LAUNCHER), Client.named(name).orElseThrow());

    assertThat(step.state()).isEqualTo(State.REFUSED);
    assertThat(step.next()).contains("--scope user");
  }

  @ParameterizedTest
  @CsvSource({
    "CLAUDE_CONFIG_DIR, claude-code, .claude.json",
    "CODEX_HOME, codex, config.toml",
    "COPILOT_HOME, copilot, mcp-config.json",
    "QWEN_HOME, qwen, settings.json",
    "GEMINI_CLI_HOME, gemini, .gemini/settings.json",
    "CLINE_DIR, cline-cli, data/settings/cline_mcp_settings.json",
    "XDG_CONFIG_HOME, opencode, opencode/opencode.json",
    "XDG_CONFIG_HOME, vscode, Code/User/mcp.json",
    "XDG_CONFIG_HOME, zed, zed/settings.json",
  })
  void aVariableMovesTheFile(String variable, String name, String file) {
    environment.put(variable, temp.resolve("moved").toString());

    assertThat(done(user(), Client.named(name).orElseThrow()).file())
        .isEqualTo(temp.resolve("moved").resolve(file));
  }

  @Test
  void theFileOfOpencodeThatIsThereIsUsed() throws Exception {
    Path file = write(".config/opencode/opencode.jsonc", "{\n  // mine\n}\n");

    assertThat(done(user(), Client.OPENCODE).file()).isEqualTo(file);
    assertThat(file).content().contains("// mine");
  }

  @Test
  void clientsAreFoundByDirectoryFileOrCommand() throws Exception {
    assertThat(user().found()).isEmpty();
    Files.createDirectories(home.resolve(".cursor"));
    write(".claude.json", "{}");
    Path codex = Files.createDirectory(temp.resolve("bin")).resolve("codex");
    Files.writeString(codex, "#!/bin/sh\n");
    assertThat(user().found()).containsExactly(Client.CLAUDE_CODE, Client.CURSOR);
    Files.setPosixFilePermissions(codex, PosixFilePermissions.fromString("rwx------"));
    Files.createDirectories(home.resolve(".codeium/windsurf"));

    assertThat(user().found())
        .containsExactly(Client.CLAUDE_CODE, Client.CODEX, Client.CURSOR, Client.WINDSURF);
    assertThat(setup(Scope.PROJECT, LAUNCHER).found()).doesNotContain(Client.WINDSURF);
  }

  @Test
  void aiderIsOnlyTold() throws Exception {
    Map<String, String> before = everything();

    Step step = done(user(), Client.AIDER);

    assertThat(step.state()).isEqualTo(State.HINT);
    assertThat(step.next()).contains("no MCP");
    assertThat(everything()).isEqualTo(before);
  }

  /** Files that were never there, that were empty, and that hold what an editor likes to break. */
  @ParameterizedTest
  @EnumSource
  void setUpTwiceAndUndoneEverythingIsAsItWas(Client client) throws Exception {
    for (String text : corpus(client)) {
      Path file = plan(user(), client).file();
      if (file == null) {
        return;
      }
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
      Map<String, String> before = everything();

      assertThat(done(user(), client).state()).as(text).isEqualTo(State.ADDED);
      Map<String, String> after = everything();
      assertThat(after.get(file.toString())).startsWith("rw-r-----");
      assertThat(done(user(), client).state()).isEqualTo(State.PRESENT);
      assertThat(everything()).isEqualTo(after);
      assertThat(undone(user(), client).state()).isEqualTo(State.REMOVED);
      assertThat(everything()).as(text).isEqualTo(before);
      assertThat(undone(user(), client).state()).isEqualTo(State.ABSENT);
    }
  }

  private static List<String> corpus(Client client) {
    return client == Client.CODEX
        ? List.of("", "\ufeff", "\n\n", "a = 1", "a = 1\r\n", "[x]\n\n", "# only words")
        : List.of(
            "",
            "\ufeff{}",
            "\n\n",
            "{}",
            "{ }\n",
            "{\r\n\t\"a\": [1, ],\r\n}\r\n",
            "{\"mcpServers\":{},\"servers\":{},\"mcp\":{},\"context_servers\":{}}",
            "{\n    \"x\": {\n        \"slm-mesh\": 1 // no\n    } /* c */\n}");
  }

  @ParameterizedTest
  @EnumSource
  void whatWasMadeIsTakenAwayAgain(Client client) throws Exception {
    Map<String, String> before = everything();

    done(user(), client);
    undone(user(), client);

    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void aDirectoryThatOthersMovedIntoStays() throws Exception {
    done(user(), Client.CURSOR);
    Path others = write(".cursor/rules", "x");

    assertThat(undone(user(), Client.CURSOR).state()).isEqualTo(State.REMOVED);

    assertThat(home.resolve(".cursor")).isDirectoryContaining(others::equals);
    assertThat(home.resolve(".cursor/mcp.json")).doesNotExist();
  }

  @Test
  void anotherInstallOfOursIsUpdatedAndKeepsWhatTheUserAdded() throws Exception {
    String text =
        "{\"mcpServers\": {\"slm-mesh\": {\"args\": [\"mcp\"], \"env\": {\"A\": \"b\"},"
            + " \"command\": \"/old/slm-mesh\"}}}";
    Path file = write(".cursor/mcp.json", text);
    Step plan = plan(user(), Client.CURSOR);

    assertThat(plan.state()).isEqualTo(State.WOULD_UPDATE);
    assertThat(plan.says()).contains("/old/slm-mesh");
    assertThat(user().apply(plan).state()).isEqualTo(State.UPDATED);
    assertThat(file).hasContent(text.replace("/old/slm-mesh", LAUNCHER));
    assertThat(undone(user(), Client.CURSOR).says()).contains("before setup");
    assertThat(file).hasContent(text);
    undone(user(), Client.CURSOR);
    assertThat(file).hasContent("{\"mcpServers\": {}}");
  }

  @Test
  void anUpdateOfCodexAndOpencodeChangesTheCommandAlone() throws Exception {
    Path codex =
        write(
            ".codex/config.toml",
            "[mcp_servers.slm-mesh]\nargs = ['mcp']\ncommand = 'slm-mesh' # c\nenabled = false\n");
    Path opencode =
        write(
            ".config/opencode/opencode.json",
            "{\"mcp\": {\"slm-mesh\": {\"command\": [\"slm-mesh\", \"mcp\"], \"enabled\": false}}}");

    assertThat(done(user(), Client.CODEX).state()).isEqualTo(State.UPDATED);
    assertThat(done(user(), Client.OPENCODE).state()).isEqualTo(State.UPDATED);

    assertThat(codex)
        .content()
        .contains("command = \"" + LAUNCHER + "\" # c\nenabled = false")
        .doesNotContain("approve");
    assertThat(opencode).content().contains("[\"" + LAUNCHER + "\", \"mcp\"], \"enabled\": false");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"command\": \"npx\", \"args\": [\"-y\", \"slm-mesh\", \"mcp\"]}",
        "{\"command\": \"/x/my-slm-mesh\", \"args\": [\"mcp\"]}",
        "{\"command\": \"/x/slm-mesh\", \"args\": [\"mcp\", \"--more\"]}",
        "{\"url\": \"http://127.0.0.1:7899/mcp\"}",
        "{}",
      })
  void anEntryThatIsNotOursIsLeftAlone(String entry) throws Exception {
    write(".cursor/mcp.json", "{\"mcpServers\": {\"slm-mesh\": " + entry + "}}");
    Map<String, String> before = everything();

    Step step = done(user(), Client.CURSOR);
    Step undone = undone(user(), Client.CURSOR);

    assertThat(List.of(step.state(), undone.state())).containsOnly(State.REFUSED);
    assertThat(step.next()).contains("rename or remove", "slm-mesh setup cursor");
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void onlyTheEntryGoesFromAFileThatHasChangedSince() throws Exception {
    Path file = write(".cursor/mcp.json", "{\n  \"mcpServers\": {\n    \"a\": {}\n  }\n}\n");
    done(user(), Client.CURSOR);
    Files.writeString(file, Files.readString(file).replace("\"a\"", "\"b\""));

    Step step = undone(user(), Client.CURSOR);

    assertThat(file).hasContent("{\n  \"mcpServers\": {\n    \"b\": {}\n  }\n}\n");
    assertThat(step.state()).isEqualTo(State.REMOVED);
    assertThat(step.next()).contains("mcp.json.slm-mesh.bak");
    assertThat(home.resolve(".cursor/mcp.json.slm-mesh.bak")).content().contains("\"a\"");
  }

  @Test
  void undoGoesBackToBeforeTheFirstOfSeveralInstalls() throws Exception {
    Path file = write(".cursor/mcp.json", "{ \"mcpServers\": { } }");
    done(setup(Scope.USER, "/one/slm-mesh"), Client.CURSOR);
    done(setup(Scope.USER, "/two/slm-mesh"), Client.CURSOR);

    undone(setup(Scope.USER, ""), Client.CURSOR);

    assertThat(file).hasContent("{ \"mcpServers\": { } }");
  }

  @Test
  void aLinkIsFollowedAndStaysALink() throws Exception {
    Path real = write("dotfiles/mcp.json", "{}");
    Files.createDirectories(home.resolve(".cursor"));
    Path link = Files.createSymbolicLink(home.resolve(".cursor/mcp.json"), real);

    done(user(), Client.CURSOR);
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(real).content().contains(LAUNCHER);
    undone(user(), Client.CURSOR);

    assertThat(real).hasContent("{}");
    assertThat(Files.isSymbolicLink(link)).isTrue();
  }

  @Test
  void aFileThatIsNotUnderstoodIsLeftAloneWithItsLine() throws Exception {
    write(".cursor/mcp.json", "{\n  \"mcpServers\": {\n}\n");
    write(".codex/config.toml", "a = 1\nb == 2\n");
    Files.write(home.resolve(".claude.json"), new byte[] {'{', '\n', (byte) 0xff, '}'});
    Files.createDirectories(home.resolve(".qwen/settings.json"));
    Files.createDirectories(home.resolve(".copilot"));
    Files.createSymbolicLink(home.resolve(".copilot/mcp-config.json"), home.resolve("nowhere"));

    assertThat(done(user(), Client.CURSOR).says()).startsWith("line 4: ");
    assertThat(done(user(), Client.CODEX).says()).startsWith("line 2: ");
    assertThat(done(user(), Client.CLAUDE_CODE).says()).startsWith("line 2: is not UTF-8");
    assertThat(done(user(), Client.QWEN).says()).contains("no file");
    assertThat(done(user(), Client.COPILOT).says()).contains("leads nowhere");
    assertThat(home.resolve(".cursor/mcp.json.slm-mesh.bak")).doesNotExist();
  }

  @Test
  void aFileThatChangedAfterItWasReadIsNotOverwritten() throws Exception {
    Path file = write(".cursor/mcp.json", "{}");
    Step plan = plan(user(), Client.CURSOR);
    Files.writeString(file, "{\"new\": 1}");

    Step step = user().apply(plan);

    assertThat(step.state()).isEqualTo(State.REFUSED);
    assertThat(step.says()).contains("another program");
    assertThat(file).hasContent("{\"new\": 1}");
  }

  @Test
  void theChangeIsShownAsADiff() throws Exception {
    Path file = write(".qwen/settings.json", "{\n  \"x\": 1,\n  \"mcpServers\": {}\n}");

    assertThat(plan(user(), Client.QWEN).diff())
        .containsExactly(
            "--- " + file,
            "+++ " + file,
            "@@ -2,3 +2,8 @@",
            "   \"x\": 1,",
            "-  \"mcpServers\": {}",
            "+  \"mcpServers\": {",
            "+    \"slm-mesh\": {",
            "+      \"command\": \"" + LAUNCHER + "\",",
            "+      \"args\": [\"mcp\"]",
            "+    }",
            "+  }",
            " }",
            "\\ No newline at end of file");
    assertThat(plan(user(), Client.CURSOR).diff())
        .startsWith("--- /dev/null")
        .contains("@@ -0,0 +1,8 @@");
  }

  @Test
  void theEntryOfOthersIsUntouched() throws Exception {
    JsonObject others =
        JsonObject.of("mine", JsonObject.of("command", "x", "strange", List.of(1L)));
    Path file = write(".gemini/settings.json", Json.text(JsonObject.of("mcpServers", others)));

    done(user(), Client.GEMINI);

    JsonObject servers = Json.object(Files.readString(file)).object("mcpServers");
    assertThat(servers.get("mine")).isEqualTo(others.get("mine"));
  }
}
