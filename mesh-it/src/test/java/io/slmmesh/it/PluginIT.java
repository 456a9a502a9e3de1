package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.it.judge.NodeProject;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Shell;
import io.slmmesh.it.mesh.Shell.Ran;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The plugin for Claude Code, judged by Claude Code itself; with {@code -Pclients}. */
@EnabledIfSystemProperty(named = "slm.mesh.clients", matches = "true")
class PluginIT {
  private static final Path PLUGIN = Path.of("..", "plugins", "claude-code");

  @Test
  void claudeCodeFindsNothingWrongWithIt() {
    Path home = Path.of(System.getProperty("slm.mesh.clients.home"));
    NodeProject clients =
        NodeProject.install(Path.of("src/test/clients"), home, "install", "--no-save");
    try (Mesh mesh = Mesh.create()) {
      String claude = clients.module("@anthropic-ai/claude-code/cli-wrapper.cjs").toString();
      Shell shell = Shell.of(mesh).env("DISABLE_AUTOUPDATER", "1");
      String plugin = PLUGIN.toAbsolutePath().normalize().toString();
      Ran ran = shell.runProgram("node", claude, "plugin", "validate", plugin);
      assertThat(ran.out()).as(ran.err()).contains("Validation passed");
      assertThat(ran.code()).isZero();
    }
  }
}
