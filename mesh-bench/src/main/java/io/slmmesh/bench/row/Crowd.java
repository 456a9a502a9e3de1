package io.slmmesh.bench.row;

import io.slmmesh.bench.suite.Figures;
import io.slmmesh.bench.suite.Goal;
import io.slmmesh.bench.suite.Ground;
import io.slmmesh.bench.suite.Session;
import io.slmmesh.bench.suite.SystemUnderTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Two hundred sessions are started at the same moment on an empty machine. */
public final class Crowd implements Row {
  private static final int SESSIONS = 200;

  @Override
  public void measure(SystemUnderTest system, Figures figures)
      throws IOException, InterruptedException {
    try (var ground = new Ground(system);
        ExecutorService threads = Executors.newFixedThreadPool(SESSIONS)) {
      Callable<Session> start =
          () -> {
            Session session = ground.open();
            session.call(system.read()).structured();
            return session;
          };
      long began = System.nanoTime();
      List<Future<Session>> started = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        started.add(threads.submit(start));
      }
      int served = 0;
      for (Future<Session> each : started) {
        try {
          figures.time("200 sessions at once: start of each", Goal.NONE, each.get().startTook());
          served++;
        } catch (ExecutionException e) {
          System.err.println("not served: " + e.getCause());
        }
      }
      figures.time("200 sessions at once: all served", Goal.NONE, System.nanoTime() - began);
      figures.add("200 sessions at once: served", "", Goal.atLeast(SESSIONS), served);
      figures.add("200 sessions at once: brokers", "", Goal.both(1, 1), ground.shared().size());
    }
  }
}
