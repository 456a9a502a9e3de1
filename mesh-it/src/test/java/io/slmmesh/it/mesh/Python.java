package io.slmmesh.it.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Python 3.10 or newer, which a machine may lack unless {@code SLM_MESH_REQUIRE_PYTHON} is 1.
 *
 * @param interpreter the program itself, whatever stood for it on the PATH
 */
public record Python(Path interpreter) {
  /** The sources of the client. */
  public static final Path PROJECT = Path.of("../python").toAbsolutePath().normalize();

  private static final String NEEDED = "the Python client needs Python 3.10 or newer on the PATH: ";
  private static final String WHICH =
      "import sys; print(sys.executable if sys.version_info >= (3, 10) else sys.version)";

  /** The one of this machine; without one the test is skipped, or fails where one must be. */
  public static Python ofThisMachine() {
    String lack = "";
    try {
      Path output = Files.createTempFile("python", ".txt");
      var which = new ProcessBuilder("python3", "-c", WHICH);
      Ended ended = run(which, output, Duration.ofMinutes(1));
      Files.delete(output);
      Path found = Path.of(ended.output().strip());
      if (ended.code() == 0 && Files.isExecutable(found)) {
        return new Python(found);
      }
      lack = NEEDED + ended.output().strip();
    } catch (IOException e) {
      lack = NEEDED + e.getMessage();
    }
    if ("1".equals(System.getenv("SLM_MESH_REQUIRE_PYTHON"))) {
      fail(lack);
    }
    System.out.println("SKIPPED: " + lack);
    return abort(lack);
  }

  /** Runs it in the environment of a mesh; fails with all it has printed unless it ends well. */
  public String run(Mesh mesh, Path program, Duration within, List<String> words) {
    try {
      ProcessBuilder builder = mesh.command(Image.underTest());
      builder.command().clear();
      builder.command().add(program.toString());
      builder.command().addAll(words);
      builder.environment().remove("SLM_MESH_DATA_DIR");
      builder.environment().put("SLM_MESH_IMAGE", Image.underTest().home().toString());
      builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
      Ended ended = run(builder, mesh.root().resolve("python.txt"), within);
      assertThat(ended.code()).as(ended.output()).isZero();
      return ended.output();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Ended(int code, String output) {}

  /** Its output goes through a file, so that what it started can't keep us waiting for its end. */
  private static Ended run(ProcessBuilder builder, Path output, Duration within)
      throws IOException {
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    builder.redirectInput(Path.of("/dev/null").toFile());
    Process process = builder.start();
    Integer code = await(process, within);
    String printed = Files.readString(output);
    if (code == null) {
      return fail(builder.command() + " did not end within " + within + ":\n" + printed);
    }
    return new Ended(code, printed);
  }

  private static @Nullable Integer await(Process process, Duration within) {
    try {
      return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)
          ? (Integer) process.exitValue()
          : null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      process.destroyForcibly();
    }
  }
}
