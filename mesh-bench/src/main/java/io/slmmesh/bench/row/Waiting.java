package io.slmmesh.bench.row;

import io.slmmesh.bench.suite.Figures;
import io.slmmesh.bench.suite.Goal;
import io.slmmesh.bench.suite.Ground;
import io.slmmesh.bench.suite.Session;
import io.slmmesh.bench.suite.SystemUnderTest;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** From the write of a send to the return of the other agent's waiting call. */
public final class Waiting implements Row {
  private static final int WARM_UP = 150;
  private static final int MESSAGES = 300;
  private static final long SETTLE_MILLIS = 5;

  @Override
  public void measure(SystemUnderTest system, Figures figures)
      throws IOException, InterruptedException {
    try (var ground = new Ground(system);
        ExecutorService reader = Executors.newSingleThreadExecutor()) {
      Session sender = ground.open();
      Session receiver = ground.open();
      String to = system.address(ground, receiver);
      for (int i = 0; i < WARM_UP + MESSAGES; i++) {
        receiver.post(system.receive(50));
        Future<Session.Answer> arrived = reader.submit(receiver::next);
        // No public tool tells that a call has begun to wait.
        Thread.sleep(SETTLE_MILLIS);
        long began = System.nanoTime();
        long sent = sender.time(system.send(to, "message " + i));
        long took = get(arrived).at() - began;
        if (i >= WARM_UP) {
          figures.time("message sent → waiting call returns", Goal.both(0.8, 3), took);
          figures.time("message sent to a waiting agent: its receipt", Goal.NONE, sent);
        }
      }
    }
  }

  private static Session.Answer get(Future<Session.Answer> answer)
      throws IOException, InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IOException("the waiting call failed", e.getCause());
    }
  }
}
