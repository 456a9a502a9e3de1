package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.Version;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Python client: its own tests against the image, and its way onto a machine. */
class PythonClientIT {
  private static final int AT_ONCE = 3;
  private static final Duration TESTING = Duration.ofMinutes(15);
  private static final Duration INSTALLING = Duration.ofMinutes(3);

  /** Each module in a process of its own, some at once: they mostly wait. */
  @Test
  void everyTestOfTheClientPasses() throws IOException {
    Python python = Python.ofThisMachine();
    Path tests = Python.PROJECT.resolve("tests");
    try (ExecutorService atOnce = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<Integer>> modules =
          modules(tests).stream()
              .map(module -> atOnce.submit(() -> passed(python, tests, module)))
              .toList();
      int count = modules.stream().mapToInt(PythonClientIT::get).sum();
      System.out.println("tests of the Python client: " + count);
      assertThat(count).isGreaterThan(200);
    }
  }

  private static List<String> modules(Path tests) throws IOException {
    try (Stream<Path> files = Files.list(tests)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("test_") && name.endsWith(".py"))
          .sorted()
          .toList();
    }
  }

  /** Runs the tests of a module, which must pass, and tells how many there are. */
  private static int passed(Python python, Path tests, String module) {
    try (Mesh mesh = Mesh.create()) {
      mesh.set("PYTHONPATH", Python.PROJECT.resolve("src"));
      String told =
          python.run(
              mesh,
              python.interpreter(),
              TESTING,
              List.of(
                  "-X",
                  "dev",
                  "-m",
                  "unittest",
                  "discover",
                  "-v",
                  "-p",
                  module,
                  "-s",
                  tests.toString(),
                  "-t",
                  tests.toString()));
      Matcher ran = Pattern.compile("(?m)^Ran (\\d+) test").matcher(told);
      assertThat(ran.find()).as(told).isTrue();
      return Integer.parseInt(ran.group(1));
    }
  }

  private static int get(Future<Integer> count) {
    try {
      return count.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void itInstallsWithoutANetwork() throws IOException {
    Python python = Python.ofThisMachine();
    try (Mesh mesh = Mesh.create()) {
      Path sources = mesh.directory("sources");
      copy(Python.PROJECT, sources);
      String place = mesh.root().resolve("venv").toString();
      python.run(mesh, python.interpreter(), INSTALLING, List.of("-m", "venv", place));
      Path installed = Path.of(place, "bin", "python");
      // No index at all, no cache: what it needs it must bring.
      python.run(
          mesh,
          installed,
          INSTALLING,
          List.of("-m", "pip", "install", "--no-index", "--no-cache-dir", sources.toString()));
      String told =
          python.run(
              mesh,
              installed,
              INSTALLING,
              List.of("-c", "import slm_mesh; print(slm_mesh.__version__, slm_mesh.__file__)"));
      assertThat(told).startsWith(Version.VALUE + " " + place);
      Path typed = Path.of(told.strip().split(" ", 2)[1]).resolveSibling("py.typed");
      assertThat(typed).exists();
    }
  }

  /** pip works in the sources; they are not ours to write in while others read them. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path each : walk.toList()) {
        Path target = to.resolve(from.relativize(each).toString());
        if (!target.equals(to)) {
          Files.copy(each, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }
}
