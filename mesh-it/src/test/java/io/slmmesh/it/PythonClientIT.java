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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Python client: its own tests against the image, and its way onto a machine. */
class PythonClientIT {
  private static final Duration TESTING = Duration.ofMinutes(15);
  private static final Duration INSTALLING = Duration.ofMinutes(3);

  @Test
  void everyTestOfTheClientPasses() {
    Python python = Python.ofThisMachine();
    try (Mesh mesh = Mesh.create()) {
      mesh.set("PYTHONPATH", Python.PROJECT.resolve("src"));
      String tests = Python.PROJECT.resolve("tests").toString();
      String told =
          python.run(
              mesh,
              python.interpreter(),
              TESTING,
              List.of("-X", "dev", "-m", "unittest", "discover", "-v", "-s", tests, "-t", tests));
      assertThat(told).containsPattern("Ran [1-9][0-9][0-9] tests");
      System.out.println(told.lines().filter(line -> line.startsWith("Ran ")).toList());
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
