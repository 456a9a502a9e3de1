package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Child;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Processes;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data directories that must not be used, and what may stand in a good one. */
class BadDirectoryIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int CONFIGURATION = 78;

  @TempDir private Path place;

  @ParameterizedTest
  @ValueSource(strings = {"rwxr-xr-x", "rwxrwx---", "rwx-----x"})
  void directoryThatOthersMayEnterIsRefused(String mode) throws IOException {
    Path data = Mesh.closed(place.resolve("data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString(mode));

    assertRefused(data, "700");

    assertThat(data).isEmptyDirectory();
  }

  @Test
  void linkToADirectoryIsRefused() throws IOException {
    Path real = Mesh.closed(place.resolve("real"));

    assertRefused(Files.createSymbolicLink(place.resolve("link"), real), "link");

    assertThat(real).isEmptyDirectory();
  }

  @Test
  void fileInPlaceOfTheDirectoryIsRefused() throws IOException {
    assertRefused(Files.writeString(place.resolve("file"), "mine"), "directory");
  }

  private static void assertRefused(Path data, String told) {
    try (Mesh mesh = Mesh.at(data)) {
      assertRefused(mesh.broker(), data, told);
      assertRefused(mesh.agent().open().bridge(), data, told);
    }
  }

  private static void assertRefused(Child child, Path data, String told) {
    Child.Finished end = child.await(PATIENCE);
    assertThat(end.code()).as(end.errors()).isEqualTo(CONFIGURATION);
    assertThat(end.errors().lines())
        .singleElement()
        .asString()
        .startsWith("slm-mesh: ")
        .contains(data.toString())
        .contains(told);
  }

  @Test
  void secondBrokerStepsBack() {
    try (Mesh mesh = Mesh.create()) {
      Agent agent = mesh.agent().start();
      long first = mesh.brokerPid();

      Child.Finished second = mesh.broker().await(PATIENCE);

      assertThat(second.code()).as(second.errors()).isZero();
      assertThat(second.errors().lines()).singleElement().asString().contains("already");
      assertThat(mesh.brokerPid()).isEqualTo(first);
      assertThat(agent.name()).isNotBlank();
    }
  }

  @Test
  void socketOfADeadBrokerIsTakenOver() {
    try (Mesh mesh = Mesh.create()) {
      Child dead = mesh.broker();
      Path socket = mesh.data().resolve("broker.sock");
      await().atMost(PATIENCE).until(() -> Files.exists(socket));
      Processes.kill(dead.pid());
      dead.await(PATIENCE);
      assertThat(socket).exists();

      assertThat(mesh.agent().start().name()).isNotBlank();

      assertThat(mesh.brokerPid()).isNotEqualTo(dead.pid());
    }
  }

  @Test
  void socketOfAnotherProgramIsLeftAlone() throws IOException {
    Path data = Mesh.closed(place.resolve("data"));
    Path socket = data.resolve("broker.sock");
    try (Mesh mesh = Mesh.at(data);
        var other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(socket));

      Child.Finished end = mesh.broker().await(PATIENCE);

      assertThat(end.code()).isNotZero();
      assertThat(end.errors().lines()).singleElement().asString().contains(socket.toString());
      assertThat(socket).exists();
    }
  }

  @Test
  void fileInPlaceOfTheSocketIsLeftAlone() throws IOException {
    Path data = Mesh.closed(place.resolve("data"));
    Path file = Files.writeString(data.resolve("broker.sock"), "mine");
    try (Mesh mesh = Mesh.at(data)) {
      Child.Finished end = mesh.broker().await(PATIENCE);

      assertThat(end.code()).isNotZero();
      assertThat(end.errors().lines()).singleElement().asString().contains("not a socket");
      assertThat(file).hasContent("mine");
    }
  }
}
