package io.slmmesh.broker.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.json.Records;
import io.slmmesh.api.lock.LockFile;
import io.slmmesh.api.lock.LockFile.Action;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.broker.TestMesh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file is one lock: every spelling of it is refused to the second agent. */
class PathKeyTest {
  @TempDir Path temp;
  private Path directory;
  private TestMesh mesh;
  private Caller anna;
  private Caller bert;

  @BeforeEach
  void twoAgentsInOneProject() throws IOException {
    directory = Files.createDirectories(temp.toRealPath().resolve("project"));
    Files.createDirectories(directory.resolve("src/deep"));
    Files.writeString(directory.resolve("src/deep/file"), "content");
    mesh = new TestMesh(temp);
    anna = mesh.join("anna", directory);
    bert = mesh.join("bert", directory);
  }

  @AfterEach
  void close() {
    mesh.close();
  }

  private boolean granted(Caller agent, String path) {
    return Boolean.TRUE.equals(
        mesh.locks().lock(TestMesh.by(agent), new LockFile(Action.LOCK, path, null, 10)).granted());
  }

  private void unlock(Caller agent, String path) {
    assertThat(
            mesh.locks()
                .lock(TestMesh.by(agent), new LockFile(Action.UNLOCK, path, null, 10))
                .released())
        .isTrue();
  }

  /** Both ways round: whoever locks first, the other spelling is the same lock. */
  private void assertSameFile(String one, String other) {
    assertThat(granted(anna, one)).as(one).isTrue();
    assertThat(granted(bert, other)).as("%s, held as %s", other, one).isFalse();
    unlock(anna, one);
    assertThat(granted(anna, other)).as(other).isTrue();
    assertThat(granted(bert, one)).as("%s, held as %s", one, other).isFalse();
    unlock(anna, one);
  }

  private void assertDifferentFiles(String one, String other) {
    assertThat(granted(anna, one)).as(one).isTrue();
    assertThat(granted(bert, other)).as("%s beside %s", other, one).isTrue();
    unlock(anna, one);
    unlock(bert, other);
  }

  @Test
  void dotsDoubleSlashesTrailingSlashesAndAbsolutePaths() {
    String plain = "src/deep/file";
    for (String spelling :
        new String[] {
          "./src/deep/file",
          "src/./deep/file",
          "src/../src/deep/file",
          "src/deep/../deep/file",
          "src//deep///file",
          "src/deep/file/",
          "../project/src/deep/file",
          directory + "/src/deep/file",
          directory + "//src/./deep/../deep/file",
        }) {
      assertSameFile(plain, spelling);
    }
  }

  @Test
  void theSameForAFileThatDoesNotExistYet() {
    for (String spelling :
        new String[] {
          "./new/dir/file",
          "new/x/../dir/file",
          "src/../new//dir/file/",
          directory + "/new/dir/file"
        }) {
      assertSameFile("new/dir/file", spelling);
    }
    assertDifferentFiles("new/dir/file", "new/dir/file2");
  }

  @Test
  void aRelativePathMeansTheDirectoryOfItsAgent() throws IOException {
    Path other = Files.createDirectories(temp.toRealPath().resolve("other"));
    Caller carl = mesh.join("carl", other);

    assertThat(granted(anna, "src/deep/file")).isTrue();
    assertThat(granted(carl, "src/deep/file")).isTrue();
    assertThat(granted(carl, "../project/src/deep/file")).isFalse();
  }

  @Test
  void symbolicLinksToDirectoriesAndFiles() throws IOException {
    Files.createSymbolicLink(directory.resolve("dirlink"), Path.of("src/deep"));
    Files.createSymbolicLink(directory.resolve("filelink"), directory.resolve("src/deep/file"));
    Files.createSymbolicLink(directory.resolve("linklink"), Path.of("filelink"));

    assertSameFile("src/deep/file", "dirlink/file");
    assertSameFile("src/deep/file", "filelink");
    assertSameFile("filelink", "linklink");
    assertSameFile("src/deep/unborn", "dirlink/unborn");
  }

  @Test
  void twoDotsAfterALinkLeaveItsTarget() throws IOException {
    Files.createSymbolicLink(directory.resolve("far"), Path.of("src/deep"));
    Files.writeString(directory.resolve("src/neighbour"), "");
    Files.writeString(directory.resolve("neighbour"), "");

    assertSameFile("far/../neighbour", "src/neighbour");
    assertDifferentFiles("far/../neighbour", "neighbour");
  }

  @Test
  void linksToAFileThatDoesNotExistYet() throws IOException {
    Path aside = Files.createDirectories(temp.toRealPath().resolve("aside"));
    Files.createSymbolicLink(directory.resolve("way"), aside);
    Files.createSymbolicLink(directory.resolve("one"), Path.of("two"));
    Files.createSymbolicLink(directory.resolve("two"), Path.of("way/unborn"));

    assertSameFile("two", aside + "/unborn");
    assertSameFile("one", "two");
    assertSameFile("one", "way/unborn");
  }

  @Test
  void linksThatGoRoundInCirclesAreLockedAsTheyAre() throws IOException {
    Files.createSymbolicLink(directory.resolve("round"), Path.of("about"));
    Files.createSymbolicLink(directory.resolve("about"), Path.of("round"));

    assertThat(granted(anna, "round")).isTrue();
    assertThat(granted(bert, "round")).isFalse();
    assertThat(granted(bert, "round/inside")).isTrue();
  }

  @Test
  void hardLinks() throws IOException {
    Files.createLink(directory.resolve("hard"), directory.resolve("src/deep/file"));
    assertSameFile("src/deep/file", "hard");
  }

  @Test
  void aFileThatBecomesAHardLinkOfALockedOneIsNotGivenToAThirdAgent() throws IOException {
    assertThat(granted(anna, "unborn")).isTrue();
    mesh.clock().pass(Duration.ofMinutes(5));
    assertThat(granted(bert, "src/deep/file")).isTrue();
    Files.createLink(directory.resolve("unborn"), directory.resolve("src/deep/file"));
    mesh.clock().pass(Duration.ofMinutes(5));

    assertThat(granted(mesh.join("carl", directory), "unborn")).isFalse();
  }

  @Test
  void aNewFileWithTheNumberOfADeletedOneIsAnotherFile() throws IOException {
    Path first = Files.writeString(directory.resolve("first"), "");
    assertThat(granted(anna, "first")).isTrue();
    Files.createLink(directory.resolve("second"), first);
    Files.delete(first);

    assertThat(granted(bert, "second")).isTrue();
  }

  @Test
  void unicodeFormsAsTheFileSystemTellsThemApart() throws IOException {
    String composed = Normalizer.normalize("caf\u00e9", Normalizer.Form.NFC);
    String decomposed = Normalizer.normalize(composed, Normalizer.Form.NFD);
    Files.writeString(directory.resolve(composed), "");
    boolean apart = !Files.exists(directory.resolve(decomposed));

    if (apart) {
      assertDifferentFiles(composed, decomposed);
    } else {
      assertSameFile(composed, decomposed);
    }
  }

  @Test
  void caseAsTheFileSystemTellsItApart() throws IOException {
    Files.writeString(directory.resolve("Readme"), "");
    assumeFalse(Files.exists(directory.resolve("README")));
    assertDifferentFiles("Readme", "README");
  }

  @Test
  void pathsAreRefusedWithTheirLimitBeforeTheyAreLookedAt() {
    assertRefused("é".repeat(2048) + "x", "filePath is 4097 bytes; at most 4096");
    assertRefused("a\0b", "filePath must not contain a NUL character");
    assertRefused("  ", "filePath must not be empty");
    assertThat(granted(anna, "a/".repeat(2047) + "a")).isTrue();
    assertThat(granted(anna, "n".repeat(300))).isTrue();
  }

  private static void assertRefused(String path, String message) {
    assertThatThrownBy(
            () -> Records.decode(LockFile.class, JsonObject.of("action", "lock", "filePath", path)))
        .isInstanceOf(MeshException.class)
        .hasMessage(message);
  }
}
