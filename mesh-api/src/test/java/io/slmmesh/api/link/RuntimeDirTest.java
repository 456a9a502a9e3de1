package io.slmmesh.api.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeDirTest {
  @TempDir Path temp;

  @BeforeEach
  void closeToOthers() throws IOException {
    mode(temp, "rwx------");
  }

  @Test
  void aMissingDirectoryIsMadeForUsAlone() throws IOException {
    RuntimeDir dir = open(temp.resolve("deep/inside"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.home())))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve("deep"))))
        .isEqualTo("rwx------");
  }

  @Test
  void whoOnlyLooksMakesNone() throws IOException {
    Map<String, String> environment = Map.of(RuntimeDir.VARIABLE, temp.resolve("mesh").toString());

    assertThat(RuntimeDir.find(environment)).isNull();
    assertThat(temp.resolve("mesh")).doesNotExist();

    RuntimeDir made = RuntimeDir.open(environment);
    assertThat(RuntimeDir.find(environment)).isEqualTo(made);

    mode(made.home(), "rwxr-xr-x");
    assertThatThrownBy(() -> RuntimeDir.find(environment))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("chmod 700");
  }

  @Test
  void withoutAVariableItIsInTheHome() throws LinkException {
    assertThat(RuntimeDir.open(Map.of("HOME", temp.toString())).home())
        .isEqualTo(temp.resolve(".slm-mesh"));
    assertThat(
            RuntimeDir.open(Map.of("HOME", temp.toString(), RuntimeDir.VARIABLE, "~/mesh")).home())
        .isEqualTo(temp.resolve("mesh"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxr-x---", "rwx--x---", "rwxrwxrwx", "rwx-----x", "rwx---r--"})
  void aDirectoryOpenToOthersIsRefusedWithTheCommandThatHelps(String mode) throws IOException {
    Path open = mode(Files.createDirectory(temp.resolve("open")), mode);

    assertRefused(() -> open(open), "is open to other users; run: chmod 700 '" + open + "'");
  }

  @Test
  void aSymbolicLinkIsRefused() throws IOException {
    Path real = mode(Files.createDirectory(temp.resolve("real")), "rwx------");
    Path link = Files.createSymbolicLink(temp.resolve("link"), real);

    assertRefused(() -> open(link), "is a symbolic link");
  }

  @Test
  void aFileIsRefused() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));

    assertRefused(() -> open(file), "is not a directory");
    assertRefused(() -> open(file.resolve("below")), "cannot be made");
  }

  @Test
  void aDirectoryOfAnotherUserIsRefused() throws IOException {
    // To root every directory is open; to everybody else the root directory is another user's.
    boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    Path foreign = root ? Files.createDirectory(temp.resolve("foreign")) : Path.of("/");
    if (root) {
      Files.setAttribute(foreign, "unix:uid", 4711);
    }

    assertRefused(() -> open(foreign), "belongs to another user");
  }

  @Test
  void aDirectoryWeMustNotWriteIsRefused() throws IOException {
    Path closed = mode(Files.createDirectory(temp.resolve("closed")), "r-x------");
    assumeTrue(!Files.isWritable(closed), "root may write everywhere");

    assertRefused(() -> open(closed), "is not writable");
  }

  @Test
  void aNameThatIsNoPathIsRefused() {
    assertRefused(() -> RuntimeDir.open(Map.of(RuntimeDir.VARIABLE, "/a\0b")), "is not a path");
  }

  @Test
  void theSocketStaysInsideAsLongAsItsPathFits() throws LinkException {
    String exact = "x".repeat(103 - temp.toString().length() - "//broker.sock".length());

    assertThat(open(temp.resolve(exact)).socket())
        .isEqualTo(temp.resolve(exact).resolve("broker.sock"));
    assertRefused(() -> open(temp.resolve(exact + "x")), "longer than 103 bytes");
  }

  @Test
  void aSocketThatDoesNotFitGoesToTheRuntimeDirectory() throws IOException {
    Path runtime = mode(Files.createDirectory(temp.resolve("run")), "rwx------");
    Path one = temp.resolve("x".repeat(100));
    Path other = temp.resolve("y".repeat(100));

    Path socket = open(one, runtime).socket();

    assertThat(socket.getParent()).isEqualTo(runtime.resolve("slm-mesh"));
    assertThat(open(one, runtime).socket()).isEqualTo(socket);
    assertThat(open(other, runtime).socket()).isNotEqualTo(socket);
  }

  @Test
  void aRuntimeDirectoryOpenToOthersIsNotUsed() throws IOException {
    Path runtime = mode(Files.createDirectory(temp.resolve("run")), "rwxr-xr-x");

    assertRefused(() -> open(temp.resolve("x".repeat(100)), runtime), "is open to other users");
  }

  @Test
  void privateFilesAreOursAlone() throws IOException {
    Path file = RuntimeDir.createPrivately(temp.resolve("secret"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(RuntimeDir.createPrivately(file)).isEqualTo(file);
  }

  private static RuntimeDir open(Path home) throws LinkException {
    return RuntimeDir.open(Map.of(RuntimeDir.VARIABLE, home.toString()));
  }

  private static RuntimeDir open(Path home, Path runtime) throws LinkException {
    return RuntimeDir.open(
        Map.of(RuntimeDir.VARIABLE, home.toString(), "XDG_RUNTIME_DIR", runtime.toString()));
  }

  private static Path mode(Path path, String mode) throws IOException {
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static void assertRefused(ThrowingCallable opening, String cause) {
    assertThatThrownBy(opening)
        .isInstanceOfSatisfying(
            LinkException.class, refused -> assertThat(refused.exitCode()).isEqualTo(78))
        .hasMessageContaining(cause)
        .message()
        .doesNotContain("\n");
  }
}
