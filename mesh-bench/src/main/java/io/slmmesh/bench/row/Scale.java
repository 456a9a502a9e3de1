package io.slmmesh.bench.row;

import io.slmmesh.bench.scale.Amounts;
import io.slmmesh.bench.scale.Chores;
import io.slmmesh.bench.scale.Past;
import io.slmmesh.bench.suite.Figures;
import io.slmmesh.bench.suite.Goal;
import io.slmmesh.bench.suite.Ground;
import io.slmmesh.bench.suite.Processes;
import io.slmmesh.bench.suite.Sample;
import io.slmmesh.bench.suite.Session;
import io.slmmesh.bench.suite.SlmMesh;
import io.slmmesh.bench.suite.SystemUnderTest;
import io.slmmesh.bench.suite.ToolCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Everything that agents do, in a mesh that has stored much and, call by call in turn, in an empty
 * one of the same age with as many sessions.
 */
public final class Scale implements Row {
  private static final int SESSIONS = 200;
  private static final int AT_ONCE = 8;
  private static final int STARTS = 5;
  private static final int WARM_UP = 100;
  private static final int ROUNDS = 300;
  private static final long SEED = 25;

  /** Whoever holds locks is waited for until the last of many sessions is there. */
  private static final Map<String, String> PATIENCE = Map.of("SLM_MESH_GRACE_MS", "600000");

  @Override
  public void measure(SystemUnderTest system, Figures figures)
      throws IOException, InterruptedException {
    for (double share : Amounts.SHARES) {
      try (var empty = new Mesh((SlmMesh) system, new Amounts(0, 0, 0, 0, 0));
          var filled = new Mesh((SlmMesh) system, Amounts.FULL.times(share))) {
        System.err.println(Amounts.title(share) + "filled");
        measure(empty, filled, new Told(figures, Amounts.title(share)));
      }
    }
  }

  private static void measure(Mesh empty, Mesh filled, Told told)
      throws IOException, InterruptedException {
    for (int i = 0; i < STARTS; i++) {
      filled.start(told, "");
      empty.start(told, Amounts.EMPTY);
    }
    Chores idle = empty.populate();
    Chores busy = filled.populate();
    List<Integer> order = new ArrayList<>(IntStream.range(0, idle.count()).boxed().toList());
    var random = new Random(SEED);
    for (int i = 0; i < WARM_UP + ROUNDS; i++) {
      if (i == WARM_UP) {
        idle.begin();
        busy.begin();
      }
      // In one fixed order the collections of garbage would fall on the same chore each round.
      Collections.shuffle(order, random);
      for (int chore : order) {
        (i % 2 == 0 ? idle : busy).perform(chore, i);
        (i % 2 == 0 ? busy : idle).perform(chore, i);
      }
    }
    busy.names().forEach(name -> told.chore(name, busy.took(name), idle.took(name)));
    told.size("memory of the broker", filled.memory());
    told.size("memory of the broker" + Amounts.EMPTY, empty.memory());
    told.size("database file", filled.megabytes());
    filled.check();
  }

  /** Where the figures of one share go. */
  private record Told(Figures figures, String title) {
    void time(String what, long nanos) {
      figures.time(title + what, Goal.NONE, nanos);
    }

    void size(String what, double megabytes) {
      figures.add(title + what, "MB", Goal.NONE, megabytes);
    }

    void chore(String what, List<Double> filled, List<Double> empty) {
      filled.forEach(millis -> figures.add(title + what, "ms", Goal.NONE, millis));
      empty.forEach(millis -> figures.add(title + what + Amounts.EMPTY, "ms", Goal.NONE, millis));
      figures.add(
          title + what + Amounts.RATIO,
          "×",
          Goal.p50(1.3),
          Sample.of(filled).p50() / Sample.of(empty).p50());
    }
  }

  /** One mesh with its past. */
  private static final class Mesh implements AutoCloseable {
    private final Ground ground;
    private final Path database;
    private final Past past;

    Mesh(SlmMesh system, Amounts amounts) throws IOException, InterruptedException {
      ground = new Ground(system);
      database = ground.data().resolve("mesh.db");
      past = new Past(amounts, SESSIONS, ground.work());
      ground.open().close();
      if (system.stop(ground).start().waitFor() != 0) {
        throw new IOException("the broker did not stop");
      }
      try {
        past.fill(database);
      } catch (SQLException e) {
        throw new IOException(e);
      }
    }

    /**
     * From the start of a session that finds no broker to its first answer; then the first status,
     * which counts what there is.
     */
    void start(Told told, String which) throws IOException {
      ground.endShared();
      try (Session session = ground.open("bench", PATIENCE)) {
        told.time("start without a broker" + which, session.startTook());
        long status = session.time(ToolCall.of("mesh_status"));
        told.time("first status of a broker" + which, status);
      }
    }

    /** Lets all members come. */
    Chores populate() throws IOException, InterruptedException {
      List<Session> sessions = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
        List<Future<Session>> opened = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
          int member = i;
          opened.add(threads.submit(() -> join(member)));
        }
        for (Future<Session> each : opened) {
          sessions.add(each.get());
        }
      } catch (ExecutionException e) {
        throw new IOException("a session did not start", e.getCause());
      }
      return new Chores(sessions.get(0), sessions.get(1));
    }

    private Session join(int member) throws IOException {
      Map<String, String> variables = new HashMap<>(PATIENCE);
      variables.put(Past.SESSION, Past.session(member));
      Session session = ground.open(Past.CLIENT, variables);
      session.call(ToolCall.of("mesh_status")).structured();
      return session;
    }

    double memory() {
      return ground.shared().stream().mapToDouble(Processes::pss).sum();
    }

    double megabytes() throws IOException {
      return Files.size(database) / 1e6;
    }

    void check() throws IOException {
      try {
        past.check(database);
      } catch (SQLException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      ground.close();
    }
  }
}
