package io.slmmesh.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.link.RuntimeDir;
import io.slmmesh.api.link.Standstill;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
  @TempDir private Path temp;
  private RuntimeDir dir;
  private final Leftovers leftovers = new Leftovers(true);

  @BeforeEach
  void openDirectory() throws IOException {
    dir = RuntimeDir.open(Map.of(RuntimeDir.VARIABLE, temp.resolve("mesh").toString()));
  }

  private List<Path> gone() {
    return leftovers.items().stream()
        .filter(Leftovers.Item::gone)
        .map(Leftovers.Item::file)
        .toList();
  }

  private static void deadSocket(Path file) throws IOException {
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(file));
    }
  }

  @Test
  void whatADeadBrokerLeftIsRemoved() throws IOException {
    deadSocket(dir.socket());
    deadSocket(dir.httpSocket());
    Files.writeString(dir.port(), "7899\n");
    Files.writeString(dir.token(), "secret");
    Files.writeString(dir.database(), "data");

    assertThat(leftovers.ofBroker(dir)).isTrue();

    assertThat(gone()).containsExactlyInAnyOrder(dir.socket(), dir.httpSocket(), dir.port());
    assertThat(gone()).noneMatch(Files::exists);
    assertThat(dir.token()).exists();
    assertThat(dir.database()).exists();
  }

  @Test
  void aDryRunRemovesNothing() throws IOException {
    deadSocket(dir.socket());
    var looks = new Leftovers(false);

    looks.ofBroker(dir);

    assertThat(looks.items()).singleElement().matches(Leftovers.Item::gone);
    assertThat(dir.socket()).exists();
  }

  @Test
  void aSocketOnWhichSomebodyListensStays() throws IOException {
    try (var other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(dir.socket()));

      leftovers.ofBroker(dir);

      assertThat(gone()).isEmpty();
      assertThat(leftovers.items()).singleElement().matches(item -> item.why().contains("listens"));
      assertThat(dir.socket()).exists();
    }
  }

  @Test
  void whatIsNoSocketStays() throws IOException {
    Files.writeString(dir.socket(), "mine");
    Path target = Files.writeString(temp.resolve("target"), "mine");
    Files.createSymbolicLink(dir.port(), target);

    leftovers.ofBroker(dir);

    assertThat(gone()).isEmpty();
    assertThat(dir.socket()).hasContent("mine");
    assertThat(dir.port()).isSymbolicLink();
    assertThat(target).exists();
  }

  @Test
  void nothingIsLeftOverWhileABrokerMayRun() throws IOException {
    deadSocket(dir.socket());
    try (Standstill _ = Standstill.take(dir)) {
      assertThat(leftovers.ofBroker(dir)).isFalse();
    }
    assertThat(leftovers.items()).isEmpty();
    assertThat(dir.socket()).exists();
  }

  @Test
  void damagedDatabasesGoOnlyWhenTheyAreAskedFor() throws IOException {
    Path aside = Files.writeString(dir.home().resolve("mesh.db.damaged-17"), "x");
    Path log = Files.writeString(dir.home().resolve("mesh.db.damaged-17-wal"), "x");
    Files.writeString(dir.database(), "data");

    leftovers.quarantine(dir, false);
    assertThat(gone()).isEmpty();
    assertThat(leftovers.items()).extracting(Leftovers.Item::file).containsExactly(aside, log);

    leftovers.quarantine(dir, true);
    assertThat(gone()).containsExactly(aside, log);
    assertThat(aside).doesNotExist();
    assertThat(log).doesNotExist();
    assertThat(dir.database()).exists();
  }

  @Test
  void aTrainingThatWasCutOffIsRemovedAndALivingOneStays() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("aot/training"));
    Files.writeString(folder.resolve("bridge.aot"), "half");

    leftovers.training(temp.resolve("aot"));
    assertThat(folder).as("one that begins").exists();

    Files.writeString(folder.resolve("pid"), ProcessHandle.current().pid() + "\n");
    leftovers.training(temp.resolve("aot"));
    assertThat(folder).as("one that runs").exists();

    Files.writeString(folder.resolve("pid"), "999999999\n");
    leftovers.training(temp.resolve("aot"));
    assertThat(folder).doesNotExist();
  }
}
