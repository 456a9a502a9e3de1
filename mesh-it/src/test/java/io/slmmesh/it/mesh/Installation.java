package io.slmmesh.it.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.Version;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * slm-mesh as a person installs it: out of a package of {@code dist/}, into places with spaces in
 * their names, on a machine without a JDK.
 *
 * @param image where {@code bin/slm-mesh} is called
 * @param tree where the program lies
 */
public record Installation(Image image, Path tree) {
  /** The ways in which it gets onto a machine. */
  public enum Way {
    ARCHIVE,
    NPM,
    DEBIAN,
    BUNDLE
  }

  /** All that the packages may take from the machine; there is no java among it. */
  private static final List<String> PROGRAMS =
      List.of(
          "sh",
          "bash",
          "cat",
          "chmod",
          "cp",
          "curl",
          "dirname",
          "dpkg-deb",
          "env",
          "git",
          "grep",
          "gzip",
          "head",
          "ln",
          "ls",
          "mkdir",
          "mktemp",
          "mv",
          "nice",
          "node",
          "npm",
          "readlink",
          "rm",
          "rmdir",
          "script",
          "setsid",
          "sleep",
          "stty",
          "tar",
          "timeout",
          "tr",
          "uname",
          "xz");

  /** A machine on which nothing is installed; its home has a space in its name. */
  public static Mesh bareMachine() {
    Mesh mesh = Mesh.create();
    Path tools = mesh.directory("tools");
    PROGRAMS.forEach(name -> program(name).ifPresent(found -> link(tools.resolve(name), found)));
    assertThat(tools.resolve("java")).doesNotExist();
    return mesh.set("PATH", tools)
        .unset("JAVA_HOME")
        .set("HOME", mesh.directory("a home"))
        .set("XDG_CACHE_HOME", mesh.root().resolve("a cache"));
  }

  private static Optional<Path> program(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static void link(Path link, Path to) {
    try {
      Files.createSymbolicLink(link, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Installation by(Way way, Mesh mesh) {
    return switch (way) {
      case ARCHIVE -> ofArchive(unpacked(mesh), mesh);
      case NPM -> byNpm(mesh);
      case DEBIAN -> byDpkg(mesh);
      case BUNDLE -> byBundle(mesh);
    };
  }

  /** What the build made. */
  public static Path packaged(String name) {
    String dist = Objects.requireNonNull(System.getProperty("slm.mesh.dist"), "slm.mesh.dist");
    Path file = Path.of(dist, name.formatted(Version.VALUE));
    assertThat(file).isRegularFile();
    return file;
  }

  /** The archive, unpacked and not installed. */
  public static Path unpacked(Mesh mesh) {
    Path place = mesh.directory("un packed");
    String archive = packaged("slm-mesh-%s-linux-x64.tar.gz").toString();
    succeed(mesh, "tar", "xzf", archive, "-C", place.toString());
    return place.resolve("slm-mesh-" + Version.VALUE + "-linux-x64");
  }

  /** Runs {@code install.sh} of an unpacked archive. */
  public static Installation ofArchive(Path unpacked, Mesh mesh) {
    succeed(mesh, unpacked.resolve("install.sh").toString());
    Path prefix = mesh.directory("a home").resolve(".local");
    String version = unpacked.resolve("version").toString();
    String number = succeed(mesh, "cat", version).strip();
    return new Installation(new Image(prefix), prefix.resolve("lib/slm-mesh").resolve(number));
  }

  private static Installation byNpm(Mesh mesh) {
    Needs.program("npm");
    Path prefix = mesh.directory("by npm");
    String file = packaged("slm-mesh-%s.tgz").toString();
    succeed(mesh, "npm", "install", "-g", "--offline", "--prefix", prefix.toString(), file);
    Path root = prefix.resolve("lib/node_modules/slm-mesh");
    return new Installation(new Image(prefix), root.resolve("node_modules/@slm-mesh/linux-x64"));
  }

  private static Installation byDpkg(Mesh mesh) {
    Needs.program("dpkg-deb");
    Path root = mesh.directory("by dpkg");
    String file = packaged("slm-mesh_%s_amd64.deb").toString();
    succeed(mesh, "dpkg-deb", "-x", file, root.toString());
    return new Installation(new Image(root.resolve("usr")), root.resolve("usr/lib/slm-mesh"));
  }

  private static Installation byBundle(Mesh mesh) {
    Needs.program("unzip");
    Path root = mesh.directory("a bundle");
    try {
      String file = packaged("slm-mesh-%s-linux-x64.mcpb").toString();
      String trouble = SmallDisk.run("unzip", "-q", file, "-d", root.toString());
      assertThat(trouble).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Path tree = root.resolve("server");
    return new Installation(new Image(tree), tree);
  }

  /** Runs a program of that machine, which must succeed; gives what it said. */
  public static String succeed(Mesh mesh, String... command) {
    Shell.Ran ran = Shell.of(mesh).runProgram(command);
    assertThat(ran.code()).as(ran.toString()).isZero();
    return ran.out();
  }

  /** Runs {@code slm-mesh}, which must succeed; gives what it said. */
  public String say(Mesh mesh, String... words) {
    return succeed(
        mesh,
        Stream.concat(Stream.of(image.launcher().toString()), Stream.of(words))
            .toArray(String[]::new));
  }
}
