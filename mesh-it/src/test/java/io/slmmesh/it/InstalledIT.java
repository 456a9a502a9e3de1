package io.slmmesh.it;

import static io.slmmesh.it.mesh.Answer.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.Version;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.HttpDoor;
import io.slmmesh.it.mesh.Image;
import io.slmmesh.it.mesh.Installation;
import io.slmmesh.it.mesh.Installation.Way;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Processes;
import io.slmmesh.it.mesh.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The packages of {@code dist/}, installed on a machine without a JDK, upgraded and removed. */
@EnabledIfSystemProperty(
    named = "slm.mesh.dist",
    matches = ".+",
    disabledReason = "runs with -Pdist")
class InstalledIT {
  private final Mesh mesh = Installation.bareMachine();

  @AfterEach
  void end() {
    mesh.close();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void itRunsOnTheJavaThatThePackageBrought(Way way) {
    Installation installed = Installation.by(way, mesh);
    Agent agent = mesh.agent().from(installed.image()).start();

    JsonObject tools = agent.ask("tools/list", JsonObject.EMPTY).result();
    assertThat(texts(tools, "tools", "name")).contains("mesh_send", "mesh_lock");
    agent.tool("mesh_summary", "summary", "installed by " + way);
    assertThat(Processes.javasOf(mesh.data()))
        .as("programs of bridge and broker")
        .hasSize(2)
        .containsOnly(installed.tree().resolve("runtime/bin/java"));
    assertThat(installed.say(mesh, "--version")).isEqualTo(Version.VALUE + "\n");
    assertThat(installed.say(mesh, "status")).contains("agents     1 active");
    assertThat(installed.say(mesh, "peers")).contains("installed by " + way);
    mesh.set("PATH", installed.image().home().resolve("bin") + ":" + mesh.root() + "/tools");
    assertThat(installed.say(mesh, "doctor"))
        .contains(installed.tree() + "/runtime")
        .contains("the shell finds this one")
        .doesNotContain("→");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void itAnswersHooksByCurlAndWithout(Way way) throws IOException {
    Installation installed = Installation.by(way, mesh);
    Agent agent = mesh.agent().from(installed.image()).start();
    HttpDoor.unix(mesh);
    String hook =
        "echo '{\"session_id\":\"s\",\"cwd\":\"/\"}' | \"$0\" hook claude-code SessionStart";
    String launcher = installed.image().launcher().toString();
    String byCurl = Installation.succeed(mesh, "sh", "-c", hook, launcher);
    Files.delete(mesh.root().resolve("tools/curl"));
    String without = Installation.succeed(mesh, "sh", "-c", hook, launcher);
    assertThat(byCurl).contains("Other agents know you as");
    assertThat(without).isEqualTo(byCurl);
    assertThat(agent.self().text("name")).isNotEmpty();
  }

  @Test
  void sessionsCarryOnOverAnUpgradeAndTheirFilesGoWhenTheyHaveEnded() throws IOException {
    Installation older = Installation.by(Way.ARCHIVE, mesh);
    Agent ann = mesh.agent().from(older.image()).start();
    ann.tool("mesh_lock", "action", "lock", "filePath", "a.txt");
    String id = ann.id();
    long replaced = mesh.brokerPid();
    Path package7 = packageOf("7.1.0");

    String said = Installation.succeed(mesh, package7.resolve("install.sh").toString());

    assertThat(said).contains("installed  slm-mesh 7.1.0").contains("kept       " + older.tree());
    Agent bob = mesh.agent().from(older.image()).start();
    assertThat(bob.tool("mesh_status").text("version")).isEqualTo("7.1.0");
    mesh.awaitEnd(replaced);
    bob.tool("mesh_send", "to", ann.name(), "message", "from the new version");
    assertThat(ann.id()).isEqualTo(id);
    assertThat(ann.mail()).containsExactly("from the new version");
    // Its own broker is gone: the one that it would start must be there too.
    mesh.killBroker();
    assertThat(ann.tool("mesh_lock", "action", "query").get("locks")).isNotEqualTo(List.of());
    ann.close();
    mesh.killBroker();
    assertThat(Installation.succeed(mesh, package7.resolve("install.sh").toString()))
        .contains("removed    " + older.tree());
    assertThat(older.tree()).doesNotExist();
    assertThat(bob.tool("mesh_status").text("version")).isEqualTo("7.1.0");
  }

  private Path packageOf(String version) throws IOException {
    Image patched =
        new Image(mesh.root().resolve("un packed/slm-mesh-" + Version.VALUE + "-linux-x64"))
            .as(version, mesh.directory("a newer one"));
    Files.writeString(patched.home().resolve("version"), version + "\n");
    return patched.home();
  }

  @Test
  void installingTwiceIsInstallingOnceAndRemovalLeavesTheDataAlone() throws IOException {
    Path home = mesh.directory("a home");
    Path data = home.resolve(".slm-mesh");
    mesh.set("SLM_MESH_DATA_DIR", data);
    Path unpacked = Installation.unpacked(mesh);
    Installation installed = Installation.ofArchive(unpacked, mesh);
    Set<Path> once = files(home);
    Installation.ofArchive(unpacked, mesh);
    assertThat(files(home)).isEqualTo(once);
    assertThat(installed.say(mesh, "setup", "cursor", "--dry-run"))
        .as("what outlives an upgrade")
        .contains("\"" + home.resolve(".local/bin/slm-mesh") + "\"");
    installed.say(mesh, "start");
    installed.say(mesh, "state", "set", "kept", "yes", "--as", "ann");
    String uninstall = installed.tree().resolve("uninstall.sh").toString();
    installed.say(mesh, "stop");
    await().until(() -> Processes.brokersOf(data).isEmpty());

    String said = Installation.succeed(mesh, uninstall);

    assertThat(said).contains("kept     " + data);
    assertThat(files(home)).isNotEmpty().allMatch(file -> file.startsWith(data));
  }

  @Test
  void removalWaitsForSessionsAndNothingOfOthersIsTouched() throws IOException {
    Path bin = Files.createDirectories(mesh.directory("a home").resolve(".local/bin"));
    Path other = Files.writeString(bin.resolve("slm-mesh"), "not ours");
    Path unpacked = Installation.unpacked(mesh);
    Shell.Ran refused = Shell.of(mesh).runProgram(unpacked.resolve("install.sh").toString());
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains(other + " is not from this installer");
    assertThat(other).hasContent("not ours");
    Files.move(other, bin.resolve("another"));
    Installation installed = Installation.ofArchive(unpacked, mesh);
    Agent agent = mesh.agent().from(installed.image()).start();

    String uninstall = unpacked.resolve("uninstall.sh").toString();
    Shell.Ran waits = Shell.of(mesh).runProgram(uninstall);

    assertThat(waits.code()).isEqualTo(1);
    assertThat(waits.err()).contains("still runs from");
    agent.tool("mesh_status");
    agent.close();
    mesh.killBroker();
    Installation.succeed(mesh, uninstall);
    assertThat(files(mesh.directory("a home"))).containsExactly(bin.resolve("another"));
  }

  private static Set<Path> files(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.filter(file -> !Files.isDirectory(file)).collect(Collectors.toSet());
    }
  }
}
