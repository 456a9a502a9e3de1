package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Image;
import io.slmmesh.it.mesh.Installation;
import io.slmmesh.it.mesh.Installation.Way;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Processes;
import io.slmmesh.it.mesh.ReadOnly;
import io.slmmesh.it.mesh.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The caches of loaded classes of an installed package: made beside the sessions, used by the next.
 */
@EnabledIfSystemProperty(
    named = "slm.mesh.dist",
    matches = ".+",
    disabledReason = "runs with -Pdist")
class InstalledCachesIT {
  private static final Duration TRAINING = Duration.ofMinutes(2);

  private final Mesh mesh = Installation.bareMachine().set("SLM_MESH_AOT", "on");

  @AfterEach
  void end() {
    mesh.close();
  }

  @Test
  void theFirstSessionTrainsThemAndAnotherBuildTrainsItsOwn() throws IOException {
    Installation installed = Installation.by(Way.ARCHIVE, mesh);
    Path caches = installed.tree().resolve("aot");
    Agent first = mesh.agent().from(installed.image()).start();
    assertThat(first.tool("mesh_status")).isNotNull();
    awaitTrained(caches);

    Agent second = mesh.agent().from(installed.image()).start();
    mesh.killBroker();
    second.tool("mesh_status");

    assertThat(Processes.maps(first.pid(), caches.resolve("bridge.aot"))).isFalse();
    assertThat(Processes.maps(second.pid(), caches.resolve("bridge.aot"))).isTrue();
    assertThat(Processes.maps(mesh.brokerPid(), caches.resolve("broker.aot"))).isTrue();
    assertThat(installed.say(mesh, "doctor")).contains("trained, in " + caches);
    assertThat(caches.resolve("training")).doesNotExist();

    anotherBuildWithOlderFiles(installed.tree().resolve("bin/slm-mesh"));
    assertThat(installed.say(mesh, "doctor")).contains("not trained for this version and JDK");
    Agent third = mesh.agent().from(installed.image()).start();
    assertThat(Processes.maps(third.pid(), caches.resolve("bridge.aot"))).isFalse();
    await().atMost(TRAINING).until(() -> stamp(caches).endsWith("another"));
    awaitTrained(caches);
    Agent fourth = mesh.agent().from(installed.image()).start();
    assertThat(Processes.maps(fourth.pid(), caches.resolve("bridge.aot"))).isTrue();
  }

  /** As npm and dpkg do: what they put in place of the older version bears an older time. */
  private static void anotherBuildWithOlderFiles(Path launcher) throws IOException {
    FileTime before = Files.getLastModifiedTime(launcher);
    String text = Files.readString(launcher);
    Files.writeString(launcher, text.replaceFirst("(?m)^build=.+$", "build=another"));
    Files.setLastModifiedTime(launcher, before);
  }

  @Test
  void anInstallThatNobodyMayWriteKeepsThemInTheUsersFolder() throws IOException {
    Installation installed = Installation.by(Way.DEBIAN, mesh);
    try (var _ = ReadOnly.of(installed.tree())) {
      Agent first = mesh.agent().from(installed.image()).start();
      first.tool("mesh_summary", "summary", "on a disk that is read only");
      Path folder = mesh.root().resolve("a cache/slm-mesh");
      Path caches =
          await()
              .atMost(TRAINING)
              .until(() -> entries(folder), found -> found.size() == 1)
              .getFirst();
      awaitTrained(caches);
      Agent second = mesh.agent().from(installed.image()).start();
      assertThat(Processes.maps(second.pid(), caches.resolve("bridge.aot"))).isTrue();
      assertThat(installed.tree().resolve("aot")).doesNotExist();

      mesh.set("XDG_CACHE_HOME", "/proc");
      Agent without = mesh.agent().from(installed.image()).start();
      assertThat(without.tool("mesh_status")).isNotNull();
      assertThat(without.bridge().errors()).isEmpty();
      without.close();
      second.close();
      first.close();
      mesh.killBroker();
    }
  }

  /**
   * npm and dpkg put the new version where the old one was. A session with caches has hardly opened
   * its jars by then.
   */
  @ParameterizedTest
  @EnumSource(names = {"NPM", "DEBIAN"})
  void sessionsCarryOnWhenTheirFilesAreReplaced(Way way) throws IOException {
    Installation installed = Installation.by(way, mesh);
    Image newer = new Image(installed.tree()).as("7.1.0", mesh.directory("newer"));
    mesh.agent().from(installed.image()).start().tool("mesh_status");
    awaitTrained(installed.tree().resolve("aot"));
    mesh.killBroker();
    Agent ann = mesh.agent().from(installed.image()).start();
    String name = ann.name();
    long replaced = mesh.brokerPid();
    mesh.set("SLM_MESH_AOT", "off");
    Files.move(installed.tree(), mesh.root().resolve("older"));
    Mesh.delete(mesh.root().resolve("older"));
    Files.move(newer.home(), installed.tree());

    Agent bob = mesh.agent().from(installed.image()).start();

    assertThat(bob.tool("mesh_status").text("version")).isEqualTo("7.1.0");
    mesh.awaitEnd(replaced);
    bob.tool("mesh_send", "to", name, "message", "from the new version");
    assertThat(ann.mail()).containsExactly("from the new version");
    bob.close();
    mesh.killBroker();
    assertThat(ann.name()).isEqualTo(name);
    assertThat(ann.tool("mesh_status").text("version")).isEqualTo("7.1.0");
    ann.close();
    assertThat(ann.bridge().errors()).doesNotContain("Exception", "Error");
  }

  @Test
  void ofSeveralTrainersOneTrains() throws IOException {
    Installation installed = Installation.by(Way.ARCHIVE, mesh);
    Path caches = installed.tree().resolve("aot");
    // As one left it that died with the machine.
    Files.createDirectories(caches.resolve("training/4194305"));
    Files.writeString(caches.resolve("training/pid"), "4194305\n");
    String launcher = installed.image().launcher().toString();
    List<Shell.Running> trainers =
        IntStream.range(0, 4)
            .mapToObj(_ -> Shell.of(mesh).startProgram(List.of(launcher, "train")))
            .toList();

    Set<String> records = new HashSet<>();
    await()
        .atMost(TRAINING)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          entries(caches.resolve("training")).stream()
              .filter(Files::isDirectory)
              .filter(record -> !record.endsWith("4194305") && !entries(record).isEmpty())
              .forEach(record -> records.add(record.getFileName().toString()));
          return trainers.stream().noneMatch(each -> each.child().process().isAlive());
        });

    assertThat(records).as("who recorded").hasSize(1);
    assertThat(trainers).allSatisfy(each -> assertThat(each.await().code()).isZero());
    assertThat(entries(caches))
        .extracting(file -> file.getFileName().toString())
        .containsExactlyInAnyOrder("bridge.aot", "hook.aot", "broker.aot", "command.aot", "stamp");
  }

  private static void awaitTrained(Path caches) {
    await().atMost(TRAINING).until(() -> Files.exists(caches.resolve("stamp")));
    await().atMost(TRAINING).until(() -> !Files.exists(caches.resolve("training")));
  }

  private static String stamp(Path caches) {
    try {
      return Files.readString(caches.resolve("stamp")).strip();
    } catch (IOException notYet) {
      return "";
    }
  }

  private static List<Path> entries(Path directory) {
    try (Stream<Path> list = Files.list(directory)) {
      return list.toList();
    } catch (IOException gone) {
      return List.of();
    }
  }
}
