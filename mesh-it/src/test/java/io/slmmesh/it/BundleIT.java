package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.it.mesh.Installation;
import io.slmmesh.it.mesh.Needs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The MCP bundle, before its authors' own tool, which comes from npm. */
@EnabledIfSystemProperty(
    named = "slm.mesh.dist",
    matches = ".+",
    disabledReason = "runs with -Pdist")
class BundleIT {
  private static final String TOOL = "--package=@anthropic-ai/mcpb@2.1.2";

  @TempDir private Path place;

  @Test
  void theToolOfTheFormatUnpacksItWithItsProgramsAndFindsItValid() throws Exception {
    Needs.program("npm");
    Path bundle = Installation.packaged("slm-mesh-%s-linux-x64.mcpb");

    mcpb("unpack", bundle.toString(), place.toString());

    assertThat(mcpb("validate", place.resolve("manifest.json").toString()))
        .contains("validation passes");
    assertThat(List.of("bin/slm-mesh", "runtime/bin/java", "runtime/lib/jspawnhelper"))
        .allMatch(program -> Files.isExecutable(place.resolve("server").resolve(program)));
  }

  /** In the environment of the build: the tool comes from where this machine has packages from. */
  private String mcpb(String... words) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("npm", "exec", "--yes", TOOL, "--", "mcpb"));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command)
            .directory(place.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
