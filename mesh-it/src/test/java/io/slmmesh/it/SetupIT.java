package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Image;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Shell;
import io.slmmesh.it.mesh.Shell.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Setup by the real launcher, in a home of its own. */
class SetupIT {
  private static final String CLAUDE =
      "{\n  \"numStartups\": 3,\n  \"mcpServers\": {\n    \"other\": {\"command\": \"x\"}\n  }\n}";
  private static final String CODEX = "model = \"x\"\r\n\r\n[mcp_servers.other]\r\ncommand = 'x'";

  private Mesh mesh;
  private Shell shell;
  private Path home;

  @BeforeEach
  void begin() throws IOException {
    mesh = Mesh.create();
    shell = Shell.of(mesh);
    home = mesh.directory("home");
    write(".claude.json", CLAUDE);
    write(".codex/config.toml", CODEX);
    Files.createDirectories(home.resolve(".cursor"));
  }

  @AfterEach
  void end() {
    mesh.close();
  }

  private Path write(String file, String text) throws IOException {
    Path path = home.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
  }

  private Map<String, String> everything() throws IOException {
    var all = new TreeMap<String, String>();
    for (Path root : List.of(home, mesh.work())) {
      try (Stream<Path> paths = Files.walk(root)) {
        for (Path path : paths.toList()) {
          String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
          all.put(
              path.toString(), mode + (Files.isRegularFile(path) ? Files.readString(path) : ""));
        }
      }
    }
    return all;
  }

  /** Of clients by name: this machine may have more. */
  private Ran setup(String... options) {
    List<String> words = new ArrayList<>(List.of("setup", "claude-code", "codex", "cursor"));
    words.addAll(List.of(options));
    return shell.run(words.toArray(String[]::new));
  }

  private static List<String> states(Ran ran) {
    return Answer.texts(ran.json(), "clients", "state");
  }

  @Test
  void itIsShownDoneCheckedAndUndone() throws Exception {
    Map<String, String> before = everything();

    Ran dry = shell.run("setup", "--dry-run");
    assertThat(dry.code()).as(dry.toString()).isZero();
    assertThat(dry.out())
        .contains(
            "+++ " + home.resolve(".claude.json"), "+[mcp_servers.slm-mesh]", "would be added")
        .doesNotContain("\u001b");
    Ran unchecked = setup("--check", "--json");
    assertThat(unchecked.code()).isEqualTo(1);
    assertThat(states(unchecked)).containsExactly("would-add", "would-add", "would-add");
    assertThat(everything()).isEqualTo(before);

    Ran first = setup("--json");
    assertThat(first.code()).as(first.toString()).isZero();
    assertThat(Answer.texts(first.json(), "clients", "client"))
        .containsExactly("claude-code", "codex", "cursor");
    assertThat(states(first)).containsExactly("added", "added", "added");
    Map<String, String> after = everything();
    assertThat(after.get(home.resolve(".codex/config.toml").toString())).startsWith("rw-r--r--");

    Ran second = setup();
    assertThat(second.code()).isZero();
    assertThat(second.out().lines()).hasSize(3).allMatch(line -> line.contains("already set up"));
    assertThat(setup("--check").code()).isZero();
    assertThat(everything()).isEqualTo(after);

    Ran undone = setup("--undo");
    assertThat(undone.code()).as(undone.toString()).isZero();
    assertThat(everything()).isEqualTo(before);
  }

  /** What was written starts a session, from any directory and with an empty environment. */
  @Test
  void whatStandsInTheFileStartsASession() throws Exception {
    shell.run("setup", "cursor");

    JsonObject entry =
        Json.object(Files.readString(home.resolve(".cursor/mcp.json")))
            .object("mcpServers")
            .object("slm-mesh");
    String command = String.valueOf(entry.text("command"));

    assertThat(Path.of(command)).isEqualTo(Image.underTest().launcher().toRealPath());
    assertThat(entry.get("args")).isEqualTo(List.of("mcp"));
    String hello =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
            + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"x\",\"version\":\"1\"}}}";
    Ran session = shell.script("cd / && echo '" + hello + "' | '" + command + "' mcp");
    assertThat(session.out()).contains("\"serverInfo\"");
  }

  /** The hooks that were written are run as the client runs them, and deny the edit. */
  @Test
  void whatStandsInTheHooksGuardsAnEdit() throws Exception {
    write(".gitconfig", "[slm-mesh]\n\tguard = enforce\n");
    Map<String, String> before = everything();

    Ran ran = setup("--with-hooks");

    assertThat(ran.code()).as(ran.toString()).isZero();
    assertThat(ran.out())
        .contains(home.resolve(".claude/settings.json").toString(), "/hooks and trust", "warned");
    JsonObject hooks =
        Json.object(Files.readString(home.resolve(".codex/hooks.json"))).object("hooks");
    JsonObject group = Answer.objects(hooks, "PreToolUse").getFirst();
    String command = String.valueOf(Answer.objects(group, "hooks").getFirst().text("command"));
    shell.run("lock", "acquire", "taken.txt", "--as", "bob");
    JsonObject edit =
        JsonObject.of(
            "session_id",
            "7",
            "cwd",
            mesh.work().toString(),
            "tool_name",
            "Bash",
            "tool_input",
            JsonObject.of("command", "echo mine > taken.txt"));
    Ran hook = shell.script("echo '" + Json.text(edit) + "' | " + command);
    assertThat(hook.out()).contains("\"permissionDecision\":\"deny\"", "bob");

    assertThat(setup("--check", "--with-hooks").code()).isZero();
    setup("--undo");
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void aLauncherThatIsCalledByALinkIsNamedByItsOwnPath() throws Exception {
    Path link = Files.createSymbolicLink(mesh.work().resolve("slm"), Image.underTest().launcher());

    Ran ran = shell.script("../${PWD##*/}/slm setup cursor --dry-run");

    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(ran.out()).contains("\"" + Image.underTest().launcher().toRealPath() + "\"");
  }

  @Test
  void aProjectIsTheDirectoryWhereItIsCalled() throws Exception {
    Map<String, String> before = everything();

    Ran ran =
        shell.run("setup", "claude-code", "vscode", "windsurf", "--scope", "project", "--json");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(states(ran)).containsExactly("added", "added", "refused");
    assertThat(Answer.texts(ran.json(), "clients", "next").getFirst()).contains("approve");
    assertThat(mesh.work().resolve(".mcp.json")).exists();
    assertThat(mesh.work().resolve(".vscode/mcp.json")).exists();
    shell.run("setup", "--undo", "claude", "code", "--scope", "project");
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void whoIsUnknownOrNotFoundIsToldTheNames() throws Exception {
    Ran unknown = shell.run("setup", "cursor", "emacs");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("emacs", "claude-code, codex, cursor");
    assertThat(home.resolve(".cursor/mcp.json")).doesNotExist();

    String empty = mesh.directory("nobody").toString();
    Ran nobody = shell.env("HOME", empty).env("PATH", empty).run("setup", "--json");
    assertThat(nobody.code()).isEqualTo(1);
    assertThat(nobody.json().text("error")).contains("no client was found", "opencode");
    assertThat(shell.run("setup", "--check", "--undo").code()).isEqualTo(2);
    assertThat(shell.run("setup", "--scope", "world").code()).isEqualTo(2);
    assertThat(shell.env("HOME", "").run("setup").code()).isEqualTo(78);
  }

  @Test
  void aFileThatIsNotUnderstoodHoldsNobodyElseUp() throws Exception {
    Path broken = write(".claude.json", "{\n  \"mcpServers\": [\n");

    Ran ran = shell.run("setup");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("left as it is: " + broken, "line 3", "Codex: added");
    assertThat(broken).hasContent("{\n  \"mcpServers\": [\n");
  }

  @Test
  void coloursAreForTerminals() {
    Ran ran =
        shell
            .env("TERM", "xterm")
            .script("script -qec '\"$SLM\" setup --dry-run' /dev/null < /dev/null");

    assertThat(ran.out()).contains("\u001b[32m+[mcp_servers.slm-mesh]\u001b[0m");
  }
}
