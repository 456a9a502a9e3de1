package io.slmmesh.bench.row;

import io.slmmesh.bench.suite.Figures;
import io.slmmesh.bench.suite.Goal;
import io.slmmesh.bench.suite.Ground;
import io.slmmesh.bench.suite.Session;
import io.slmmesh.bench.suite.SystemUnderTest;
import io.slmmesh.bench.suite.ToolCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/** For a minute, sixteen sessions send as fast as they are answered, two calls each under way. */
public final class Flood implements Row {
  private static final int SESSIONS = 16;
  private static final int UNDER_WAY = 2;
  private static final long WARM_UP = TimeUnit.SECONDS.toNanos(5);
  private static final long MEASURED = TimeUnit.SECONDS.toNanos(60);

  @Override
  public void measure(SystemUnderTest system, Figures figures)
      throws IOException, InterruptedException {
    try (var ground = new Ground(system);
        ExecutorService threads = Executors.newFixedThreadPool(SESSIONS)) {
      List<Session> sessions = ground.open(SESSIONS);
      long from = System.nanoTime() + WARM_UP;
      List<Callable<List<Long>>> work = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        Session session = sessions.get(i);
        String to = system.address(ground, sessions.get((i + 1) % SESSIONS));
        work.add(() -> send(session, n -> system.send(to, "Build " + n + " is green."), from));
      }
      int sent = 0;
      for (Future<List<Long>> each : threads.invokeAll(work)) {
        for (long took : get(each)) {
          figures.time("sustained sends: each", Goal.p99(20), took);
          sent++;
        }
      }
      double seconds = MEASURED / 1e9;
      figures.add("sustained sends", "/s", Goal.atLeast(5000), sent / seconds);
    }
  }

  /** How long each call took that ended in the measured time; no two texts are the same. */
  private static List<Long> send(Session session, LongFunction<ToolCall> send, long from)
      throws IOException {
    List<Long> took = new ArrayList<>();
    Map<Long, Long> began = new HashMap<>();
    boolean over = false;
    long number = 0;
    while (!over || !began.isEmpty()) {
      while (!over && began.size() < UNDER_WAY) {
        long now = System.nanoTime();
        began.put(session.post(send.apply(++number)), now);
      }
      Session.Answer answer = session.next();
      answer.structured();
      Long since = began.remove(answer.id());
      over = answer.at() - from > MEASURED;
      if (since != null && answer.at() - from >= 0 && !over) {
        took.add(answer.at() - since);
      }
    }
    return took;
  }

  private static List<Long> get(Future<List<Long>> took) throws IOException, InterruptedException {
    try {
      return took.get();
    } catch (ExecutionException e) {
      throw new IOException("a sender failed", e.getCause());
    }
  }
}
