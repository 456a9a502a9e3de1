package io.slmmesh.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastingPathTest {
  @TempDir private Path prefix;

  private Path launcher(String version) throws IOException {
    Path launcher = prefix.resolve("lib/slm-mesh").resolve(version).resolve("bin/slm-mesh");
    Files.createDirectories(launcher.getParent());
    return Files.createFile(launcher);
  }

  private Path link(String to) throws IOException {
    Path link = prefix.resolve("bin/slm-mesh");
    Files.createDirectories(link.getParent());
    return Files.createSymbolicLink(link, Path.of(to));
  }

  @Test
  void ofAnInstallTheLinkLastsWhateverVersionItPointsTo() throws IOException {
    Path older = launcher("1.0.0");
    Path newer = launcher("1.1.0");
    Path link = link("../lib/slm-mesh/1.1.0/bin/slm-mesh");

    assertThat(LastingPath.of(newer)).isEqualTo(link);
    assertThat(LastingPath.of(older)).isEqualTo(link);
  }

  @Test
  void withoutALinkOfItsOwnTheProgramIsNamedItself() throws IOException {
    Path launcher = launcher("1.0.0");
    assertThat(LastingPath.of(launcher)).isEqualTo(launcher);

    Files.createFile(prefix.resolve("another"));
    link("../another");
    assertThat(LastingPath.of(launcher)).isEqualTo(launcher);
  }

  @Test
  void anUnpackedImageIsNamedItself() {
    assertThat(LastingPath.of(Path.of("/usr/lib/slm-mesh/bin/slm-mesh")))
        .isEqualTo(Path.of("/usr/lib/slm-mesh/bin/slm-mesh"));
    assertThat(LastingPath.of(Path.of("slm-mesh"))).isEqualTo(Path.of("slm-mesh"));
  }
}
