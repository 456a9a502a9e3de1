package io.slmmesh.bench.row;

import io.slmmesh.bench.suite.Figures;
import io.slmmesh.bench.suite.Goal;
import io.slmmesh.bench.suite.Ground;
import io.slmmesh.bench.suite.Session;
import io.slmmesh.bench.suite.SystemUnderTest;
import java.io.IOException;

/** From the start of a session's process to its answer to {@code initialize}. */
public final class Starts implements Row {
  private static final int WARM = 20;
  private static final int COLD = 5;

  @Override
  public void measure(SystemUnderTest system, Figures figures) throws IOException {
    try (var ground = new Ground(system);
        Session first = ground.open()) {
      figures.time("session start, nothing there at all", Goal.NONE, first.startTook());
      for (int i = 0; i < WARM; i++) {
        try (Session session = ground.open()) {
          figures.time("session start, broker running", Goal.p50(45), session.startTook());
        }
      }
    }
    try (var ground = new Ground(system)) {
      ground.open().close();
      for (int i = 0; i < COLD; i++) {
        ground.endShared();
        try (Session session = ground.open()) {
          figures.time("session start, no broker", Goal.p50(200), session.startTook());
          long answered = session.call(system.read()).at() - session.startedAt();
          figures.time("no broker: start to first tool answer", Goal.NONE, answered);
        }
      }
    }
  }
}
