package io.slmmesh.it.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.slmmesh.it.mesh.Image;
import io.slmmesh.it.mesh.Mesh;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory of {@code src/test}, copied to a place where its npm packages are installed. Needs
 * Node 20 with npm, which a machine may lack unless {@code SLM_MESH_REQUIRE_NODE} is 1.
 */
public final class NodeProject {
  private static final Pattern MAJOR = Pattern.compile("v(\\d+)\\.");
  private static final Duration INSTALLING = Duration.ofMinutes(5);
  private static final Duration JUDGING = Duration.ofMinutes(2);

  private final Path sources;
  private final Path place;

  private NodeProject(Path sources, Path place) {
    this.sources = sources.toAbsolutePath();
    this.place = place.toAbsolutePath();
  }

  /** The scripts of {@code src/test/node}, in {@code target}. */
  public static NodeProject install() {
    return install(Path.of("src/test/node"), Path.of("target/node"), "ci");
  }

  /**
   * Copies the sources and installs their packages, if that is not done yet.
   *
   * @param how npm shall install, such as {@code ci}
   */
  public static NodeProject install(Path sources, Path place, String... how) {
    String lack = lack();
    if (lack != null && "1".equals(System.getenv("SLM_MESH_REQUIRE_NODE"))) {
      fail(lack);
    } else if (lack != null) {
      System.out.println("SKIPPED: " + lack);
      abort(lack);
    }
    var project = new NodeProject(sources, place);
    project.installPackages(how);
    return project;
  }

  private void installPackages(String... how) {
    try {
      copySources();
      Path lock = sources.resolve("package-lock.json");
      Path installed = place.resolve("installed.json");
      if (!Files.exists(installed) || Files.mismatch(lock, installed) >= 0) {
        // In the environment of the build: the packages come from where this machine has them from.
        var npm = new ArrayList<>(List.of("npm", "--ignore-scripts", "--no-audit", "--no-fund"));
        npm.addAll(List.of(how));
        Ended ended = run(new ProcessBuilder(npm).directory(place.toFile()), INSTALLING);
        assertThat(ended.code()).as(ended.output()).isZero();
        Files.copy(lock, installed, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file of an installed package. */
  public Path module(String file) {
    return place.resolve("node_modules").resolve(file);
  }

  /** Why these scripts can't run here; {@code null} if they can. */
  private static String lack() {
    String needed = "Node 20 or newer with npm must be on the PATH: ";
    try {
      String version = run(new ProcessBuilder("node", "--version"), JUDGING).output().strip();
      Matcher major = MAJOR.matcher(version);
      if (!major.lookingAt() || Integer.parseInt(major.group(1)) < 20) {
        return needed + "node is " + version;
      }
      Ended npm = run(new ProcessBuilder("npm", "--version"), JUDGING);
      return npm.code() == 0 ? null : needed + npm.output();
    } catch (IOException e) {
      return needed + e.getMessage();
    }
  }

  private void copySources() throws IOException {
    Files.createDirectories(place);
    List<Path> files;
    try (Stream<Path> list = Files.list(sources)) {
      files = list.filter(Files::isRegularFile).toList();
    }
    for (Path source : files) {
      Files.copy(source, place.resolve(source.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Runs a script that starts sessions on this mesh; fails with all it has printed. */
  public void judge(Mesh mesh, String script, String... words) {
    ProcessBuilder builder = mesh.command(Image.underTest(), words);
    builder.command().addAll(0, List.of("node", place.resolve(script).toString()));
    try {
      Ended ended = run(builder, JUDGING);
      assertThat(ended.code()).as(builder.command() + "\n" + ended.output()).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A process that has ended, and all that it printed. */
  private record Ended(int code, String output) {}

  private static Ended run(ProcessBuilder builder, Duration limit) throws IOException {
    Path log = Files.createTempFile("slm-it", ".log");
    try {
      Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
      process.getOutputStream().close();
      boolean inTime = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      String output = Files.readString(log);
      if (!inTime) {
        process.destroyForcibly();
        fail(builder.command() + " did not end within " + limit + "\n" + output);
      }
      return new Ended(process.exitValue(), output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      Files.delete(log);
    }
  }
}
