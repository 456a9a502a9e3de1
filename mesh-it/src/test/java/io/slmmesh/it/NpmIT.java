package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.it.mesh.Installation;
import io.slmmesh.it.mesh.Installation.Way;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Needs;
import io.slmmesh.it.mesh.Processes;
import io.slmmesh.it.mesh.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The launcher in JavaScript, which must be as if it were not there. */
@EnabledIfSystemProperty(
    named = "slm.mesh.dist",
    matches = ".+",
    disabledReason = "runs with -Pdist")
class NpmIT {
  private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\"}\n";

  private final Mesh mesh = Installation.bareMachine();
  private Installation installed;
  private String launcher;

  @BeforeEach
  void install() {
    installed = Installation.by(Way.NPM, mesh);
    launcher = installed.image().launcher().toString();
  }

  @AfterEach
  void end() {
    mesh.close();
  }

  @Test
  void withoutAWordItServesAPipeAndShowsTheMeshOnATerminal() {
    Shell.Running server = Shell.of(mesh).startProgram(List.of(launcher));
    server.write(PING);
    server.closeStdin();
    assertThat(server.await().out()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}\n");

    Needs.program("script");
    Shell.Running terminal =
        Shell.of(mesh).startProgram(List.of("script", "-qec", "'" + launcher + "'", "/dev/null"));
    assertThat(terminal.await().out()).contains("broker").contains("agents");
  }

  @Test
  void exitCodesAndSignalsPassThrough() {
    Shell.Ran unknown = Shell.of(mesh).runProgram(launcher, "staus");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("did you mean status?");

    installed.say(mesh, "start");
    var waiting =
        Shell.of(mesh).startProgram(List.of(launcher, "inbox", "--wait", "60s", "--as", "ann"));
    await().until(() -> Processes.javasOf(mesh.data()).size() == 2);
    Processes.signal("TERM", waiting.child().pid());
    assertThat(waiting.await().code()).isEqualTo(143);
    await().until(() -> Processes.javasOf(mesh.data()).size() == 1);
  }

  @Test
  void aMissingPlatformIsToldWithTheNextStep() throws IOException {
    Path moved = mesh.root().resolve("elsewhere");
    Files.move(installed.tree(), moved);

    Shell.Ran ran = Shell.of(mesh).runProgram(launcher, "--version");

    assertThat(ran.code()).isEqualTo(78);
    assertThat(ran.err())
        .startsWith("slm-mesh: the package @slm-mesh/linux-x64 is missing")
        .contains("npm install -g --include=optional slm-mesh");
    assertThat(ran.err().lines()).hasSize(1);
  }
}
