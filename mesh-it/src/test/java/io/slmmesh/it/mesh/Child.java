package io.slmmesh.it.mesh;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A process that a test started; its stderr is collected from the beginning. */
public final class Child {
  /** Reading a pipe holds its carrier: a few such readers on virtual threads stop all others. */
  static final Executor READERS = task -> Thread.ofPlatform().daemon().start(task);

  private final Process process;
  private final StringBuffer errors = new StringBuffer();
  private final CompletableFuture<?> errorsRead;

  private Child(Process process) {
    this.process = process;
    this.errorsRead = CompletableFuture.runAsync(this::collectErrors, READERS);
  }

  public static Child start(ProcessBuilder builder) {
    try {
      return new Child(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void collectErrors() {
    try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        errors.append(line).append('\n');
      }
    } catch (IOException e) {
      errors.append(e);
    }
  }

  public Process process() {
    return process;
  }

  public long pid() {
    return process.pid();
  }

  /** What it has written to stderr by now. */
  public String errors() {
    return errors.toString();
  }

  /** Waits for its end and returns how it ended. */
  public Finished await(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            "process " + pid() + " did not end within " + limit + ": " + errors);
      }
      errorsRead.get(5, TimeUnit.SECONDS);
      return new Finished(process.exitValue(), errors.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The end of a process. */
  public record Finished(int code, String errors) {}
}
