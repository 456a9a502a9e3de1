package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the doctor finds out about the clients of a machine, by doing what they do. */
class DoctorClientsIT {
  private static final String CODEX = "Codex";

  private Mesh mesh;
  private Shell shell;
  private Path home;

  @BeforeEach
  void begin() throws IOException {
    mesh = Mesh.create();
    home = mesh.directory("home");
    Path bin = mesh.directory("bin");
    shell = Shell.of(mesh).env("PATH", bin + ":/usr/bin:/bin");
    program(bin.resolve("claude"), "echo '2.1.330 (Claude Code)'");
    program(bin.resolve("codex"), "echo codex-cli 9.0.0");
  }

  @AfterEach
  void end() {
    mesh.close();
  }

  private static Path program(Path file, String script) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private void replace(String file, String old, String fresh) throws IOException {
    Path path = home.resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(old);
    Files.writeString(path, text.replace(old, fresh));
  }

  private static Stream<JsonObject> of(Ran ran, String client) {
    return Answer.objects(ran.json(), "checks").stream()
        .filter(check -> client.equals(check.text("name")));
  }

  private static List<String> levels(Ran ran, String client) {
    return of(ran, client).map(check -> check.text("level")).toList();
  }

  private static String says(Ran ran, String client) {
    return of(ran, client).map(check -> check.text("says")).toList().toString();
  }

  @Test
  void clientsThatAreSetUpAreAnsweredInTheirEraAndDeniedTheEdit() {
    shell.run("setup", "--with-hooks", "claude-code", "codex", "gemini", "cursor");

    Ran ran = shell.run("doctor", "--clients", "--json");

    assertThat(ran.code()).as(ran.toString()).isZero();
    assertThat(says(ran, "Claude Code"))
        .contains(
            "2.1.330, the version that was run",
            "MCP 2026-07-28",
            "8 tools",
            "a tool call, denies");
    assertThat(levels(ran, "Claude Code")).containsOnly("ok");
    assertThat(levels(ran, CODEX)).containsExactly("warning", "ok", "ok", "ok");
    assertThat(says(ran, CODEX))
        .contains("9.0.0", "0.169.0", "known as codex", "a command, denies");
    assertThat(says(ran, "Gemini CLI")).contains("a command, denies");
    assertThat(says(ran, "Cursor")).contains("a command, denies");
    assertThat(mesh.data().resolve("mesh.db")).doesNotExist();
    assertThat(shell.run("doctor", "--json").out()).doesNotContain(CODEX);
  }

  @Test
  void whoIsNotSetUpIsToldHow() {
    Ran ran = shell.run("doctor", "--clients", "--json");

    assertThat(ran.code()).isZero();
    assertThat(of(ran, CODEX).toList().getLast().text("fix")).isEqualTo("slm-mesh setup codex");
  }

  @Test
  void whatWentAstraySinceIsFound() throws Exception {
    shell.run("setup", "--with-hooks", "claude-code", "codex", "gemini", "qwen");
    Path gone = mesh.work().resolve("gone");
    String launcher = Image.underTest().launcher().toRealPath().toString();
    replace(".claude.json", launcher, gone.toString());
    replace(".qwen/settings.json", "\"" + launcher + "\"", "\"/bin/false\"");
    replace(
        ".codex/hooks.json", launcher, program(mesh.work().resolve("slm-mesh"), "cat").toString());
    replace(
        ".gemini/settings.json",
        "\"" + launcher,
        "\"" + program(gone.resolveSibling("talk"), "read line; echo hello"));

    Ran ran = shell.run("doctor", "--clients", "--json");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(says(ran, "Claude Code")).contains(gone + " mcp: ");
    assertThat(says(ran, CODEX)).contains("lets an edit of a locked file through");
    assertThat(says(ran, "Gemini CLI")).contains("something else than MCP: hello");
    assertThat(says(ran, "Qwen Code")).contains("starts /bin/false mcp: it ended with exit code 1");
    assertThat(of(ran, CODEX).toList().getLast().text("fix"))
        .isEqualTo("slm-mesh setup --with-hooks codex");
  }
}
