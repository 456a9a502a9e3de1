package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Child;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.OtherUser;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another user of the machine can do to the mesh: nothing. */
class OtherUserIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Everybody may enter here, so that only our own doors keep the other user out. */
  @TempDir private Path place;

  private Path data;
  private OtherUser stranger;

  @BeforeEach
  void anotherUser() throws IOException {
    allow(place, "rwxr-xr-x");
    data = place.resolve("data");
    stranger = new OtherUser(place);
  }

  private static void allow(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  @Test
  void theDirectoryItsFilesAndItsSocketAreClosed() throws IOException {
    try (Mesh mesh = Mesh.at(data)) {
      use(mesh);

      assertThat(stranger.run(words("look", List.of(data)))).containsExactly("denied");
      assertThat(stranger.run(words("look", files()))).hasSizeGreaterThan(5).containsOnly("denied");
      assertThat(stranger.run("call", socket().toString())).containsExactly("denied");
    }
  }

  /** The directory is the first door; behind it every file and the broker keep a second one. */
  @Test
  void insideTheDirectoryEveryFileIsClosedAndTheBrokerDoesNotTalk() throws IOException {
    try (Mesh mesh = Mesh.at(data)) {
      use(mesh);
      allow(data, "rwxr-xr-x");
      allow(socket(), "rw-rw-rw-");

      assertThat(stranger.run(words("look", files()))).hasSizeGreaterThan(5).containsOnly("denied");
      assertThat(stranger.run("call", socket().toString()))
          .containsExactly("connected, heard \"\"");
      assertThat(mesh.log()).anyMatch(line -> line.contains("another user"));
      allow(data, "rwx------");
    }
  }

  private static void use(Mesh mesh) {
    Agent agent = mesh.agent().start();
    agent.tool("mesh_state", "action", "set", "key", "k", "value", "not for others");
    assertThat(agent.tool("mesh_status").get("counts")).isNotNull();
  }

  private Path socket() {
    return data.resolve("broker.sock");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> entries = Files.list(data)) {
      return entries.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String[] words(String first, List<Path> paths) {
    return Stream.concat(Stream.of(first), paths.stream().map(Path::toString))
        .toArray(String[]::new);
  }

  @Test
  void socketOfAnotherUserIsRefusedBeforeAnythingIsSaid() throws IOException {
    Mesh.closed(data);
    Path theirs = stranger.home().resolve("socket");
    Child listener = stranger.start("listen", theirs.toString());
    try (Mesh mesh = Mesh.at(data);
        BufferedReader heard = listener.process().inputReader()) {
      assertThat(heard.readLine()).isEqualTo("listening");
      Files.move(theirs, socket());

      assertRefused(mesh.agent().open().bridge(), "another user listens on " + socket());

      assertThat(heard.readLine()).isEqualTo("heard 0");
      assertThat(socket()).exists();
    } finally {
      listener.process().destroyForcibly();
    }
  }

  @Test
  void directoryOfAnotherUserIsRefused() throws IOException {
    stranger.owns(Mesh.closed(data));
    try (Mesh mesh = Mesh.at(data)) {
      assertRefused(mesh.agent().open().bridge(), data + " belongs to another user");
      assertRefused(mesh.broker(), data + " belongs to another user");
    }
    assertThat(data).isEmptyDirectory();
  }

  private static void assertRefused(Child child, String told) {
    Child.Finished end = child.await(PATIENCE);
    assertThat(end.code()).isEqualTo(78);
    assertThat(end.errors().lines())
        .singleElement()
        .asString()
        .startsWith("slm-mesh: ")
        .contains(told);
  }
}
