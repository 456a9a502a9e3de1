package io.slmmesh.it.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Holds sessions back before their first step and lets all of them go in the same moment: their
 * shells wait for the one writer of a named pipe.
 */
public final class Gate implements AutoCloseable {
  private static final String SHELL =
      "echo ready >&2; : <\"$0\"; echo \"went $EPOCHREALTIME\" >&2; exec \"$1\" mcp";

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path pipe;
  private OutputStream writer = OutputStream.nullOutputStream();

  public Gate(Path place) {
    Needs.program("bash");
    pipe = place.resolve("gate");
    try {
      new ProcessBuilder("mkfifo", pipe.toString()).start().onExit().join();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A session that has not begun. */
  public Agent hold(Launch launch) {
    String launcher = launch.image().launcher().toString();
    return launch.openBy(List.of("bash", "-c", SHELL, pipe.toString(), launcher));
  }

  /**
   * Lets them go, all by one call of the kernel; gives what that took of this thread's time. A full
   * machine may stop this thread on the way back from it, when all are awake already.
   */
  public Duration open(List<Agent> held) throws IOException {
    await()
        .atMost(PATIENCE)
        .until(() -> held.stream().allMatch(agent -> agent.bridge().errors().contains("ready")));
    assertThat(held).noneMatch(Gate::went);
    Files.newOutputStream(pipe.resolveSibling("warm-up")).close();
    // Opening for writing blocks nobody and wakes all: until then a reader of the pipe waits.
    long before = THREADS.getCurrentThreadCpuTime();
    writer = Files.newOutputStream(pipe);
    return Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - before);
  }

  /** The time between the first and the last step that any of them took; for people. */
  public static Duration spread(List<Agent> released) {
    await().atMost(PATIENCE).until(() -> released.stream().allMatch(Gate::went));
    var steps = released.stream().mapToLong(Gate::wentAt).summaryStatistics();
    return Duration.of(steps.getMax() - steps.getMin(), ChronoUnit.MICROS);
  }

  private static boolean went(Agent agent) {
    return agent.bridge().errors().contains("went ");
  }

  private static long wentAt(Agent agent) {
    String line =
        agent.bridge().errors().lines().filter(each -> each.startsWith("went ")).findFirst().get();
    // Seconds and six digits, with the point or the comma of the locale.
    return Long.parseLong(line.substring("went ".length()).replaceAll("\\D", ""));
  }

  @Override
  public void close() throws IOException {
    writer.close();
    Files.delete(pipe);
  }
}
