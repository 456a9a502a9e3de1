package io.slmmesh.bench.row;

import static io.slmmesh.bench.suite.Goal.number;

import io.slmmesh.bench.suite.Activity;
import io.slmmesh.bench.suite.Figures;
import io.slmmesh.bench.suite.Goal;
import io.slmmesh.bench.suite.Ground;
import io.slmmesh.bench.suite.Processes;
import io.slmmesh.bench.suite.Session;
import io.slmmesh.bench.suite.SystemUnderTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What ten sessions and their broker do for a minute in which nobody asks them for anything. */
public final class Idle implements Row {
  private static final int SESSIONS = 10;
  private static final long SETTLE_MILLIS = 10_000;
  private static final long REST_MILLIS = 60_000;
  private static final String AT_REST = "10 sessions at rest: ";

  @Override
  public void measure(SystemUnderTest system, Figures figures)
      throws IOException, InterruptedException {
    try (var ground = new Ground(system)) {
      List<Long> own = new ArrayList<>();
      for (Session session : ground.open(SESSIONS)) {
        session.call(system.read()).structured();
        own.addAll(Processes.tree(session.pid()));
      }
      List<Long> shared = ground.shared();
      Thread.sleep(SETTLE_MILLIS);
      Activity sharedBefore = Activity.of(shared);
      Activity ownBefore = Activity.of(own);
      long began = System.nanoTime();
      Thread.sleep(REST_MILLIS);
      Activity broker = Activity.of(shared).since(sharedBefore);
      Activity sessions = Activity.of(own).since(ownBefore);
      double seconds = (System.nanoTime() - began) / 1e9;
      new Rest(seconds, figures).of(broker, sessions, system.heartbeat().toMillis() / 1e3);
    }
  }

  private record Rest(double seconds, Figures figures) {
    void of(Activity broker, Activity sessions, double heartbeat) {
      cpu("all of it", Goal.p50(0.1), broker.cpu() + sessions.cpu());
      cpu("the broker", Goal.NONE, broker.cpu());
      cpu("all sessions", Goal.NONE, sessions.cpu());
      // Each heartbeat wakes a thread of the session that sends it and one of the broker.
      double heartbeats = SESSIONS / heartbeat;
      wakeUps("the broker", heartbeats, broker);
      wakeUps("all sessions", heartbeats, sessions);
    }

    private void cpu(String whose, Goal goal, double cpu) {
      figures.add(AT_REST + "processor time of " + whose, "%", goal, 100 * cpu / seconds);
    }

    private void wakeUps(String whose, double heartbeats, Activity activity) {
      String what = "wake-ups of " + whose + " (heartbeats: " + number(heartbeats) + ")";
      figures.add(AT_REST + what, "/s", Goal.p50(heartbeats), activity.allWakeUps() / seconds);
      System.err.println(AT_REST + whose + " in " + number(seconds) + " s: " + activity.busiest());
    }
  }
}
