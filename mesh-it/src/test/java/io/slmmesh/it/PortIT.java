package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.HttpDoor;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Ports;
import io.slmmesh.it.mesh.Processes;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On which port the HTTP face is, how others learn of it, and from where it can be reached. */
class PortIT {
  private static final int TRIED = 11;

  private final List<ServerSocket> taken = new ArrayList<>();
  private Mesh mesh;

  @BeforeEach
  void oneMesh() {
    mesh = Mesh.create().set("SLM_MESH_IDLE_MS", 600_000);
  }

  @AfterEach
  void end() throws IOException {
    for (ServerSocket each : taken) {
      each.close();
    }
    mesh.close();
  }

  private Path portFile() {
    return mesh.data().resolve("port");
  }

  private int port() throws IOException {
    return Integer.parseInt(Files.readString(portFile()).strip());
  }

  private static ServerSocket listen(int port) throws IOException {
    // Who looks for a broker there is kept waiting, but not with its attempt to connect.
    return new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
  }

  /** Takes so many ports in a row; the one after them is free. */
  private int take(int count) {
    return await("ports in a row").until(() -> tryToTake(count), first -> first > 0);
  }

  private int tryToTake(int count) throws IOException {
    var row = new ArrayList<ServerSocket>();
    row.add(listen(0));
    int first = row.getFirst().getLocalPort();
    try {
      for (int i = 1; i <= count; i++) {
        row.add(listen(first + i));
      }
      row.removeLast().close();
      taken.addAll(row);
      return first;
    } catch (IOException | IllegalArgumentException notInARow) {
      for (ServerSocket each : row) {
        each.close();
      }
      return 0;
    }
  }

  @Test
  void takenPortsAreSkippedAndTheFileTellsTheTruth() throws IOException {
    int first = take(2);
    mesh.set("SLM_MESH_PORT", first).broker();

    HttpDoor door = HttpDoor.tcp(mesh);

    assertThat(door.port()).isEqualTo(first + 2);
    assertThat(Answer.number(door.get("/status").ok(), "port")).isEqualTo(first + 2);
    assertThat(Ports.of(mesh.brokerPid()).stream().map(Ports.Listening::port))
        .containsExactly(first + 2);
    assertThat(Files.getPosixFilePermissions(portFile())).hasSize(2);
  }

  @Test
  void whenAllAreTakenThereIsNoPortAndTheLogSaysSo() throws IOException {
    int first = take(TRIED);
    mesh.set("SLM_MESH_PORT", first).broker();

    HttpDoor unix = HttpDoor.unix(mesh);

    unix.get("/status").ok();
    assertThat(Ports.of(mesh.brokerPid())).isEmpty();
    assertThat(portFile()).doesNotExist();
    assertThat(mesh.log())
        .anyMatch(line -> line.contains("no TCP port is opened") && line.contains("" + first));
  }

  @Test
  void lastPortOfAllHasNoNextOnes() throws IOException {
    try {
      taken.add(listen(65_535));
    } catch (IOException alreadyTaken) {
      // As good.
    }
    mesh.set("SLM_MESH_PORT", 65_535).broker();

    HttpDoor.unix(mesh).get("/status").ok();

    assertThat(Ports.of(mesh.brokerPid())).isEmpty();
  }

  @Test
  void onlyThisMachineCanReachIt() throws IOException {
    mesh.set("SLM_MESH_HOST", "0.0.0.0").broker();
    HttpDoor door = HttpDoor.tcp(mesh);
    long pid = mesh.brokerPid();

    assertThat(Ports.of(pid))
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each.address().isLoopbackAddress()).isTrue());
    List<InetAddress> others =
        Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !address.isLoopbackAddress())
            .toList();
    assertThat(others).allSatisfy(address -> assertRefused(address, door.port()));
  }

  private static void assertRefused(InetAddress address, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 2_000);
      throw new AssertionError("reached at " + address);
    } catch (ConnectException refused) {
      // As it should be.
    }
  }

  @Test
  void fileAndSocketAreRemovedAtTheEnd() throws IOException {
    mesh.broker();
    int port = HttpDoor.tcp(mesh).port();
    HttpDoor.unix(mesh);
    long pid = mesh.brokerPid();

    Processes.signal("TERM", pid);
    mesh.awaitEnd(pid);

    assertThat(portFile()).doesNotExist();
    assertThat(mesh.data().resolve("http.sock")).doesNotExist();
    await().ignoreExceptionsInstanceOf(BindException.class).until(() -> taken.add(listen(port)));
  }

  @Test
  void fileOfAKilledBrokerIsReplaced() throws IOException {
    mesh.broker();
    int first = HttpDoor.tcp(mesh).port();
    mesh.killBroker();
    assertThat(port()).isEqualTo(first);
    // A stranger, who must get no token of ours, once the system has let the port go.
    await().ignoreExceptionsInstanceOf(BindException.class).until(() -> taken.add(listen(first)));

    mesh.broker();
    HttpDoor second = HttpDoor.tcp(mesh);

    assertThat(second.port()).isNotEqualTo(first);
    assertThat(port()).isEqualTo(second.port());
  }

  @Test
  void fileOfAKilledBrokerGoesAlsoWhenThereIsNoPortAnyMore() throws IOException {
    mesh.broker();
    HttpDoor.tcp(mesh);
    mesh.killBroker();
    assertThat(portFile()).exists();
    int first = take(TRIED);

    mesh.set("SLM_MESH_PORT", first).broker();
    HttpDoor.unix(mesh);

    assertThat(portFile()).doesNotExist();
  }

  @Test
  void faceThatCannotBeOpenedLeavesNothingHalfOpenAndTheSessionsAlone() throws IOException {
    mesh.expectTrouble();
    Mesh.closed(mesh.data());
    Path inTheWay = Files.createDirectory(mesh.data().resolve("http.sock"));
    Files.createFile(inTheWay.resolve("something"));
    mesh.broker();
    String log = "the HTTP face could not be opened";
    await(log).until(() -> mesh.log().stream().anyMatch(line -> line.contains(log)));

    assertThat(Ports.of(mesh.brokerPid())).isEmpty();
    assertThat(portFile()).doesNotExist();
    assertThat(mesh.agent().start().name()).isNotBlank();
  }

  @Test
  void eachMeshHasAPortOfItsOwn() throws IOException {
    int first = take(0);
    mesh.set("SLM_MESH_PORT", first).broker();
    int mine = HttpDoor.tcp(mesh).port();
    List<Mesh> others =
        IntStream.range(0, 2).mapToObj(_ -> Mesh.create().set("SLM_MESH_PORT", first)).toList();
    try {
      others.forEach(Mesh::broker);
      assertThat(others)
          .extracting(other -> HttpDoor.tcp(other).port())
          .doesNotContain(mine)
          .doesNotHaveDuplicates();
    } finally {
      others.forEach(Mesh::close);
    }
  }
}
