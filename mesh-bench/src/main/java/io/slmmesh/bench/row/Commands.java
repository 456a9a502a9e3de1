package io.slmmesh.bench.row;

import io.slmmesh.bench.suite.Figures;
import io.slmmesh.bench.suite.Goal;
import io.slmmesh.bench.suite.Ground;
import io.slmmesh.bench.suite.Processes;
import io.slmmesh.bench.suite.Session;
import io.slmmesh.bench.suite.SystemUnderTest;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.concurrent.TimeUnit;

/** A command on the shell: the whole process, from its start to its end. */
public final class Commands implements Row {
  private static final int RUNS = 20;
  private static final int WEIGHED = 5;

  @Override
  public void measure(SystemUnderTest system, Figures figures)
      throws IOException, InterruptedException {
    try (var ground = new Ground(system);
        Session session = ground.open()) {
      session.call(system.read());
      for (int i = 0; i < RUNS; i++) {
        long began = System.nanoTime();
        await(start(system, ground));
        figures.time("status --json, whole process", Goal.p50(90), System.nanoTime() - began);
      }
      for (int i = 0; i < WEIGHED; i++) {
        figures.add("status --json, memory", "MB", Goal.p50(60), weigh(start(system, ground)));
      }
    }
  }

  private static Process start(SystemUnderTest system, Ground ground) throws IOException {
    return system.status(ground).redirectOutput(Redirect.DISCARD).start();
  }

  private static void await(Process process) throws IOException, InterruptedException {
    if (process.waitFor() != 0) {
      throw new IOException("status ended with " + process.exitValue());
    }
  }

  /** Looks until it ends: the kernel remembers the most it had, but only as long as it lives. */
  private static double weigh(Process process) throws IOException, InterruptedException {
    double most = 0;
    do {
      most = Math.max(most, Processes.most(process.pid()));
    } while (!process.waitFor(1, TimeUnit.MILLISECONDS));
    await(process);
    return most;
  }
}
