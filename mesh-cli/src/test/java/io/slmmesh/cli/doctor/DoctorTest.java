package io.slmmesh.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.link.RuntimeDir;
import io.slmmesh.cli.call.Entrance;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  @TempDir private Path temp;
  private final Map<String, String> environment = new HashMap<>();
  private String cache = "-XX:AOTCache=/x/command.aot";

  @BeforeEach
  void machine() throws IOException {
    environment.put(RuntimeDir.VARIABLE, temp.resolve("mesh").toString());
    environment.put("PATH", temp.resolve("bin").toString());
    install("bin");
  }

  private Path install(String folder) throws IOException {
    Path program = Files.createDirectories(temp.resolve(folder)).resolve("slm-mesh");
    Files.writeString(program, "#!/bin/sh\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return program;
  }

  private RuntimeDir open() throws IOException {
    return RuntimeDir.open(environment);
  }

  private List<Finding> look() throws InterruptedException {
    var machine = new Machine(environment, temp.resolve("bin/slm-mesh").toString(), cache, "/x");
    var entrance = new Entrance(environment, "/", null, note -> {});
    return new Doctor(machine, entrance).look();
  }

  private Finding finding(String name) throws InterruptedException {
    return look().stream()
        .filter(finding -> finding.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("nothing of " + name));
  }

  private void assertTold(String name, Finding.Level level, String says, String fix)
      throws InterruptedException {
    Finding finding = finding(name);
    assertThat(finding.level()).as(finding.toString()).isEqualTo(level);
    assertThat(finding.says()).contains(says);
    assertThat(finding.fix()).contains(fix);
  }

  private static Path write(Path file, String text, String mode) throws IOException {
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void aMachineWithoutTroubleIsSaidToBeSoundAndNothingIsTouched() throws Exception {
    RuntimeDir dir = open();
    write(dir.database(), "SQLite", "rw-------");
    write(dir.token(), "a1".repeat(32), "rw-------");
    List<Path> before = files();

    assertThat(look()).allMatch(finding -> finding.level() == Finding.Level.OK);

    assertThat(files()).isEqualTo(before);
    assertThat(dir.startLock()).doesNotExist();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> tree = Files.walk(temp)) {
      return tree.sorted().toList();
    }
  }

  @Test
  void aDirectoryThatIsNotThereYetIsNoProblemAndIsNotMade() throws Exception {
    assertTold("data directory", Finding.Level.OK, "not there yet", "");
    assertThat(temp.resolve("mesh")).doesNotExist();
  }

  @Test
  void aDirectoryThatMustNotBeUsedIsTold() throws Exception {
    Path open = Files.createDirectory(temp.resolve("mesh"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertTold("data directory", Finding.Level.PROBLEM, "open to other users", "chmod 700");

    Files.delete(open);
    Files.createSymbolicLink(open, Files.createDirectory(temp.resolve("real")));
    assertTold("data directory", Finding.Level.PROBLEM, "symbolic link", "target");
  }

  @Test
  void aPathThatIsTooLongForASocketIsTold() throws Exception {
    Path deep = Files.createDirectories(temp.resolve("x".repeat(60)));
    environment.put(RuntimeDir.VARIABLE, deep.resolve("y".repeat(60)).toString());
    environment.remove("XDG_RUNTIME_DIR");
    Files.createDirectory(
        deep.resolve("y".repeat(60)),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

    assertTold("data directory", Finding.Level.PROBLEM, "longer than 103 bytes", "shorter path");
  }

  @Test
  void aSocketWithoutABrokerIsTold() throws Exception {
    RuntimeDir dir = open();
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(dir.socket()));
    }
    assertTold("socket", Finding.Level.WARNING, "broker that died", "slm-mesh clean");

    Files.delete(dir.socket());
    Files.writeString(dir.socket(), "mine");
    assertTold("socket", Finding.Level.PROBLEM, "is not a socket", "move it away");
  }

  @Test
  void aTokenThatOthersCanReadOrThatIsNoneIsTold() throws Exception {
    RuntimeDir dir = open();
    write(dir.token(), "a1".repeat(32), "rw-r--r--");
    assertTold("HTTP token", Finding.Level.PROBLEM, "others may have read", "token rotate");

    write(dir.token(), "not a token", "rw-------");
    assertTold("HTTP token", Finding.Level.PROBLEM, "holds no token", "token rotate");
  }

  @Test
  void aPortFileWithoutABrokerAndAnOpenDatabaseAreTold() throws Exception {
    RuntimeDir dir = open();
    Files.writeString(dir.port(), "7899");
    write(dir.database(), "SQLite", "rw-r-----");

    assertTold("port file", Finding.Level.WARNING, dir.port().toString(), "slm-mesh clean");
    assertTold("database file", Finding.Level.PROBLEM, dir.database().toString(), "chmod 600");
  }

  @Test
  void pastTroubleIsTold() throws Exception {
    RuntimeDir dir = open();
    Files.writeString(dir.home().resolve("mesh.db.damaged-12"), "x");
    Files.writeString(dir.home().resolve("hs_err_12.log"), "x");
    Files.writeString(
        dir.log(),
        "{\"time\":\"2026-11-23T12:00:00Z\",\"level\":\"SEVERE\",\"message\":\"the database failed\"}\n"
            + "{\"time\":\"2026-11-23T12:00:01Z\",\"level\":\"INFO\",\"message\":\"stopping\"}\n");
    Files.writeString(dir.errors(), "slm-mesh: SLM_MESH_PORT is \"x\"\n");
    Files.setLastModifiedTime(dir.log(), FileTime.fromMillis(0));

    assertTold("damaged database", Finding.Level.WARNING, "put aside", "--quarantine");
    assertTold("crash", Finding.Level.WARNING, "hs_err_12.log", "");
    assertTold("log", Finding.Level.WARNING, "the database failed", dir.log().toString());
    assertTold("last start", Finding.Level.WARNING, "SLM_MESH_PORT", dir.errors().toString());
  }

  @Test
  void cachesThatAreNotTrainedAreTold() throws Exception {
    cache = "-Xshare:auto";
    assertTold("class caches", Finding.Level.WARNING, "not trained", "slm-mesh train");

    environment.put("SLM_MESH_AOT", "off");
    assertTold("class caches", Finding.Level.OK, "switched off", "");
  }

  @Test
  void noneOrSeveralOrAnotherInstallOnThePathIsTold() throws Exception {
    String ours = Objects.requireNonNull(environment.get("PATH"));
    assertTold("on the PATH", Finding.Level.OK, "this one", "");

    Path link = Files.createDirectory(temp.resolve("links"));
    Files.createSymbolicLink(link.resolve("slm-mesh"), temp.resolve("bin/slm-mesh"));
    environment.put("PATH", link + ":" + ours);
    assertTold("on the PATH", Finding.Level.OK, "this one", "");

    Path other = install("other");
    environment.put("PATH", ours + ":" + other.getParent());
    assertTold("on the PATH", Finding.Level.WARNING, "several", "");

    environment.put("PATH", other.getParent().toString());
    assertTold("on the PATH", Finding.Level.WARNING, other.toString(), "");

    environment.put("PATH", temp.resolve("empty") + ":");
    assertTold("on the PATH", Finding.Level.WARNING, "does not find", "ln -s");
  }
}
