package io.slmmesh.bench.row;

import io.slmmesh.bench.suite.Figures;
import io.slmmesh.bench.suite.Goal;
import io.slmmesh.bench.suite.Ground;
import io.slmmesh.bench.suite.Pace;
import io.slmmesh.bench.suite.Processes;
import io.slmmesh.bench.suite.Session;
import io.slmmesh.bench.suite.SystemUnderTest;
import io.slmmesh.bench.suite.ToolCall;
import java.io.IOException;
import java.util.function.IntFunction;

/** Round trips of one session over stdio, after a warm-up, and the processor time they cost. */
public final class Calls implements Row {
  private static final int WARM_UP = 400;
  private static final int CALLS = 1000;

  @Override
  public void measure(SystemUnderTest system, Figures figures)
      throws IOException, InterruptedException {
    try (var ground = new Ground(system)) {
      Session caller = ground.open();
      Session other = ground.open();
      String to = system.address(ground, other);
      // No two texts are the same: a repeat need not be stored.
      IntFunction<ToolCall> send = n -> system.send(to, "Build " + n + " is green again.");
      var pace = system.pace();
      pace.next();
      figures.time("first durable send of a new broker", Goal.NONE, caller.time(send.apply(-1)));
      for (int i = 0; i < WARM_UP; i++) {
        caller.time(system.read());
        if (i < pace.enough(WARM_UP)) {
          pace.next();
          caller.time(send.apply(CALLS + i));
        }
      }
      var cost = new Cost(ground, caller, figures);
      Goal read = Goal.both(0.4, Double.NaN);
      cost.of("a read call", read, CALLS, Pace.free(), _ -> system.read());
      cost.of("a durable send", Goal.both(0.8, Double.NaN), pace.enough(CALLS), pace, send);
    }
  }

  private record Cost(Ground ground, Session caller, Figures figures) {
    void of(String what, Goal goal, int calls, Pace pace, IntFunction<ToolCall> call)
        throws IOException, InterruptedException {
      double broker = shared();
      double bridge = Processes.cpu(caller.pid());
      for (int i = 0; i < calls; i++) {
        pace.next();
        figures.time(what, goal, caller.time(call.apply(i)));
      }
      double micros = 1e6 / calls;
      figures.add(
          what + ": processor time of broker", "µs", Goal.NONE, (shared() - broker) * micros);
      figures.add(
          what + ": processor time of session",
          "µs",
          Goal.NONE,
          (Processes.cpu(caller.pid()) - bridge) * micros);
    }

    private double shared() {
      return ground.shared().stream().mapToDouble(Processes::cpu).sum();
    }
  }
}
