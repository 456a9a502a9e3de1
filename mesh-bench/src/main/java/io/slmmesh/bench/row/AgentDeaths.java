package io.slmmesh.bench.row;

import io.slmmesh.bench.suite.Figures;
import io.slmmesh.bench.suite.Goal;
import io.slmmesh.bench.suite.Ground;
import io.slmmesh.bench.suite.Session;
import io.slmmesh.bench.suite.SystemUnderTest;
import java.io.IOException;

/** From the death of an agent that holds a lock to the grant to another one that keeps asking. */
public final class AgentDeaths implements Row {
  private static final int DEATHS = 15;

  @Override
  public void measure(SystemUnderTest system, Figures figures) throws IOException {
    try (var ground = new Ground(system)) {
      Session heir = ground.open();
      for (int i = 0; i < DEATHS; i++) {
        figures.time(
            "session killed -9 → its lock free",
            Goal.p99(50),
            die(system, ground, heir, "a" + i, Session::kill));
        figures.time(
            "agent gone (its pipes closed) → its lock free",
            Goal.p99(50),
            die(system, ground, heir, "b" + i, Session::hangUp));
      }
    }
  }

  private interface Death {
    void of(Session session);
  }

  private static long die(
      SystemUnderTest system, Ground ground, Session heir, String file, Death death)
      throws IOException {
    try (Session holder = ground.open()) {
      if (!system.granted(holder.call(system.lock(file)).structured())
          || system.granted(heir.call(system.lock(file)).structured())) {
        throw new IOException("the lock is not one");
      }
      long began = System.nanoTime();
      death.of(holder);
      Session.Answer answer = heir.call(system.lock(file));
      while (!system.granted(answer.structured())) {
        answer = heir.call(system.lock(file));
      }
      return answer.at() - began;
    }
  }
}
