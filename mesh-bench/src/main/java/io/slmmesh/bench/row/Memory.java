package io.slmmesh.bench.row;

import io.slmmesh.bench.suite.Figures;
import io.slmmesh.bench.suite.Goal;
import io.slmmesh.bench.suite.Ground;
import io.slmmesh.bench.suite.Processes;
import io.slmmesh.bench.suite.Session;
import io.slmmesh.bench.suite.SystemUnderTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Proportional memory of ten sessions that have talked to each other and their broker. */
public final class Memory implements Row {
  private static final int SESSIONS = 10;
  private static final int MESSAGES = 20;

  @Override
  public void measure(SystemUnderTest system, Figures figures)
      throws IOException, InterruptedException {
    try (var ground = new Ground(system)) {
      List<Session> sessions = ground.open(SESSIONS);
      talk(system, ground, sessions);
      Thread.sleep(1000);
      double whole = 0;
      List<Long> shared = ground.shared();
      for (Session session : sessions) {
        List<Long> tree = new ArrayList<>(Processes.tree(session.pid()));
        tree.removeAll(shared);
        double own = sum(tree);
        figures.add("memory of a session (PSS, 10 running)", "MB", Goal.p50(12), own);
        whole += own;
      }
      figures.add("memory of the broker (PSS, 10 sessions)", "MB", Goal.p50(70), sum(shared));
      whole += sum(shared);
      figures.add("memory of the whole mesh (PSS, 10 sessions)", "MB", Goal.p50(190), whole);
    }
  }

  private static void talk(SystemUnderTest system, Ground ground, List<Session> sessions)
      throws IOException {
    for (int i = 0; i < sessions.size(); i++) {
      String to = system.address(ground, sessions.get((i + 1) % sessions.size()));
      for (int j = 0; j < MESSAGES; j++) {
        sessions.get(i).call(system.send(to, "message " + j)).structured();
      }
    }
    for (Session session : sessions) {
      session.call(system.receive(0)).structured();
      session.call(system.read()).structured();
    }
  }

  private static double sum(List<Long> pids) {
    return pids.stream().mapToDouble(Processes::pss).sum();
  }
}
