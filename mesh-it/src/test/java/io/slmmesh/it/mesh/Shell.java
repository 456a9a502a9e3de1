package io.slmmesh.it.mesh;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Gives commands as a person or a script does: the real launcher, its streams, its exit code. */
public record Shell(Mesh mesh, Path directory, Map<String, String> environment) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  public static Shell of(Mesh mesh) {
    return new Shell(mesh, mesh.work(), Map.of());
  }

  public Shell in(Path where) {
    return new Shell(mesh, where, environment);
  }

  public Shell env(String name, String value) {
    var all = new HashMap<>(environment);
    all.put(name, value);
    return new Shell(mesh, directory, Map.copyOf(all));
  }

  /** How a command ended and what it wrote. */
  public record Ran(int code, String out, String err) {
    /** The one JSON object on stdout. */
    public JsonObject json() {
      if (out.lines().count() != 1) {
        throw new AssertionError("not one line on stdout: " + this);
      }
      return Json.object(out);
    }
  }

  /** A command that runs. */
  public record Running(Child child, StringBuffer out, CompletableFuture<?> read) {
    public String soFar() {
      return out.toString();
    }

    public void write(String text) {
      try {
        OutputStream stdin = child.process().getOutputStream();
        stdin.write(text.getBytes(StandardCharsets.UTF_8));
        stdin.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    public void closeStdin() {
      try {
        child.process().getOutputStream().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    public Ran await() {
      Child.Finished end = child.await(PATIENCE);
      read.orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join();
      return new Ran(end.code(), out.toString(), end.errors());
    }
  }

  /** Runs {@code slm-mesh} to its end, with nothing on stdin. */
  public Ran run(String... words) {
    Running running = start(words);
    running.closeStdin();
    return running.await();
  }

  /** Runs {@code slm-mesh} with a text on stdin. */
  public Ran feed(String stdin, String... words) {
    Running running = start(words);
    running.write(stdin);
    running.closeStdin();
    return running.await();
  }

  public Running start(String... words) {
    var command = new ArrayList<String>();
    command.add(Image.underTest().launcher().toString());
    command.addAll(List.of(words));
    return startProgram(command);
  }

  /** Runs a shell script in which {@code $SLM} is the launcher. */
  public Ran script(String script) {
    Running running =
        env("SLM", Image.underTest().launcher().toString())
            .startProgram(List.of("bash", "-c", script));
    running.closeStdin();
    return running.await();
  }

  /** Runs another program to its end, with nothing on stdin. */
  public Ran runProgram(String... command) {
    Running running = startProgram(List.of(command));
    running.closeStdin();
    return running.await();
  }

  public Running startProgram(List<String> command) {
    ProcessBuilder builder = mesh.command(Image.underTest()).command(command);
    builder.directory(directory.toFile());
    builder.environment().putAll(environment);
    Child child = Child.start(builder);
    var out = new StringBuffer();
    var read = CompletableFuture.runAsync(() -> collect(child, out), Thread::startVirtualThread);
    return new Running(child, out, read);
  }

  private static void collect(Child child, StringBuffer out) {
    try (var reader = child.process().inputReader(StandardCharsets.UTF_8)) {
      char[] piece = new char[1024];
      for (int count = reader.read(piece); count >= 0; count = reader.read(piece)) {
        out.append(piece, 0, count);
      }
    } catch (IOException gone) {
      // The stream of a killed process.
    }
  }
}
