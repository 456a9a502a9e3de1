package io.slmmesh.bench.row;

import io.slmmesh.bench.suite.Figures;
import io.slmmesh.bench.suite.Goal;
import io.slmmesh.bench.suite.Ground;
import io.slmmesh.bench.suite.Processes;
import io.slmmesh.bench.suite.Session;
import io.slmmesh.bench.suite.SystemUnderTest;
import io.slmmesh.bench.suite.ToolCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The broker is killed -9 under eight sessions that all call at once: from the kill to the answer
 * that comes last. Every second session sends, the others read.
 */
public final class BrokerDeaths implements Row {
  private static final int SESSIONS = 8;
  private static final int KILLS = 10;
  private static final long PAUSE_MILLIS = 1500;

  @Override
  public void measure(SystemUnderTest system, Figures figures)
      throws IOException, InterruptedException {
    try (var ground = new Ground(system);
        ExecutorService threads = Executors.newFixedThreadPool(SESSIONS)) {
      List<Session> sessions = ground.open(SESSIONS);
      List<String> addresses = new ArrayList<>();
      for (Session session : sessions) {
        addresses.add(system.address(ground, session));
      }
      for (int i = 0; i < KILLS; i++) {
        List<ToolCall> calls = calls(system, addresses, i);
        List<Long> took = kill(ground, sessions, calls, threads);
        figures.time(
            "broker killed -9 → slowest of 8 sessions answered",
            Goal.p99(1000),
            Collections.max(took));
        figures.time(
            "broker killed -9 → fastest of 8 sessions answered", Goal.NONE, Collections.min(took));
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  private static List<ToolCall> calls(SystemUnderTest system, List<String> addresses, int kill) {
    List<ToolCall> calls = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      String to = addresses.get((i + 1) % SESSIONS);
      calls.add(i % 2 == 0 ? system.send(to, "still there after " + kill + "?") : system.read());
    }
    return calls;
  }

  private static List<Long> kill(
      Ground ground, List<Session> sessions, List<ToolCall> calls, ExecutorService threads)
      throws IOException, InterruptedException {
    List<Long> brokers = ground.shared();
    long began = System.nanoTime();
    brokers.forEach(Processes::kill);
    List<Callable<Long>> work = new ArrayList<>();
    for (int i = 0; i < sessions.size(); i++) {
      Session session = sessions.get(i);
      ToolCall call = calls.get(i);
      work.add(() -> {
        Session.Answer answer = session.call(call);
        answer.structured();
        return answer.at() - began;
      });
    }
    List<Long> took = new ArrayList<>();
    for (Future<Long> each : threads.invokeAll(work)) {
      try {
        took.add(each.get());
      } catch (ExecutionException e) {
        throw new IOException("a call was not answered", e.getCause());
      }
    }
    return took;
  }
}
