package io.slmmesh.broker.locks;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.lock.FileLock;
import io.slmmesh.api.lock.LockFile;
import io.slmmesh.api.lock.LockFile.Action;
import io.slmmesh.api.lock.LockResult;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.broker.TestMesh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Never two holders, and tokens that only grow, whatever happens in whatever order. */
class LockInterleavingsTest {
  private static final int STEPS = 60;

  @TempDir Path temp;

  static List<Long> seeds() {
    Long given = Long.getLong("seed");
    return given == null ? new Random().longs(100).boxed().toList() : List.of(given);
  }

  /** What must be true: who may hold which file until when, in milliseconds that have passed. */
  private final class Model {
    private record Holding(String holder, long until, long token) {}

    private final Random random;
    private final TestMesh mesh;
    private final List<Caller> agents = new ArrayList<>();
    private final Map<Integer, Holding> held = new HashMap<>();
    private final String[][] spellings;
    private long now;
    private long lastToken;

    Model(long seed, TestMesh mesh, Path directory) throws IOException {
      this.random = new Random(seed);
      this.mesh = mesh;
      this.spellings = spellings(directory);
      for (int i = 0; i < 4; i++) {
        agents.add(mesh.join("session-" + i, directory));
      }
    }

    private String[][] spellings(Path directory) throws IOException {
      Files.createDirectories(directory.resolve("sub"));
      Files.writeString(directory.resolve("here"), "");
      Files.createLink(directory.resolve("hard"), directory.resolve("here"));
      Files.createSymbolicLink(directory.resolve("soft"), Path.of("sub"));
      return new String[][] {
        {"here", "./here", "sub/../here", "hard"}, {"sub/new", "soft/new", "sub//new"}, {"third"}
      };
    }

    void step() {
      Caller agent = agents.get(random.nextInt(agents.size()));
      int file = random.nextInt(spellings.length);
      String path = spellings[file][random.nextInt(spellings[file].length)];
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3, 4 -> lock(agent, file, path);
        case 5, 6 -> unlock(agent, file, path);
        case 7, 8 -> pass(Duration.ofSeconds(random.nextInt(240)));
        case 9 -> mesh.clock().setWallClock(Duration.ofMinutes(random.nextInt(600) - 300));
        case 10 -> leaveAndReturn(agent);
        default -> mesh.locks().endExpired();
      }
    }

    private void lock(Caller agent, int file, String path) {
      int minutes = 1 + random.nextInt(5);
      LockResult result = ask(agent, Action.LOCK, path, minutes);
      Holding before = live(file);
      boolean free = before == null || before.holder().equals(agent.id());
      assertThat(result.granted()).as("%s wants %s", agent.name(), path).isEqualTo(free);
      if (free) {
        long token = result.lock().fencingToken();
        if (before == null) {
          assertThat(token).as("a new grant's token").isGreaterThan(lastToken);
          lastToken = token;
        } else {
          assertThat(token).as("a renewal's token").isEqualTo(before.token());
        }
        held.put(file, new Holding(agent.id(), now + minutes * 60_000L, token));
      }
    }

    private void unlock(Caller agent, int file, String path) {
      Holding before = live(file);
      boolean mine = before != null && before.holder().equals(agent.id());
      assertThat(ask(agent, Action.UNLOCK, path, 1).released()).isEqualTo(mine);
      if (mine) {
        held.remove(file);
      }
    }

    private void pass(Duration time) {
      mesh.clock().pass(time);
      now += time.toMillis();
    }

    private void leaveAndReturn(Caller agent) {
      mesh.leave(agent);
      held.values().removeIf(holding -> holding.holder().equals(agent.id()));
      mesh.join("session-" + agents.indexOf(agent), Path.of(agent.directory()));
    }

    private Holding live(int file) {
      Holding holding = held.get(file);
      return holding == null || holding.until() <= now ? null : holding;
    }

    private LockResult ask(Caller agent, Action action, String path, int minutes) {
      return mesh.locks().lock(TestMesh.by(agent), new LockFile(action, path, null, minutes));
    }

    void checkAll() {
      List<FileLock> locks =
          mesh.locks()
              .lock(TestMesh.by(agents.getFirst()), new LockFile(Action.QUERY, null, null, 1))
              .locks();
      assertThat(locks)
          .extracting(FileLock::fencingToken)
          .containsExactlyInAnyOrderElementsOf(
              held.keySet().stream()
                  .filter(file -> live(file) != null)
                  .map(file -> held.get(file).token())
                  .toList());
    }
  }

  @ParameterizedTest(name = "-Dseed={0}")
  @MethodSource("seeds")
  void neverTwoHoldersAndTokensOnlyGrow(long seed) throws IOException {
    Path directory = Files.createDirectories(temp.toRealPath().resolve("project"));
    try (var mesh = new TestMesh(temp)) {
      var model = new Model(seed, mesh, directory);
      for (int i = 0; i < STEPS; i++) {
        model.step();
        model.checkAll();
      }
    }
  }

  @Test
  @Timeout(60)
  void fourThreadsAreNeverInsideTogether() throws Exception {
    var inside = new AtomicReference<String>();
    var lastToken = new AtomicLong();
    var failed = new AtomicBoolean();
    try (var mesh = new TestMesh(temp);
        var threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Integer>> work = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Caller agent = mesh.join("thread-" + i);
        work.add(() -> enterOften(mesh, agent, new Room(inside, lastToken, failed)));
      }
      int entered = 0;
      for (Future<Integer> done : threads.invokeAll(work)) {
        entered += done.get();
      }
      assertThat(entered).isEqualTo(4 * 50);
    }
  }

  /** Who is inside, the newest token, and whether a thread has seen what must not be. */
  private record Room(AtomicReference<String> inside, AtomicLong lastToken, AtomicBoolean failed) {
    void enter(String name, long token) {
      boolean alone = inside.compareAndSet(null, name);
      boolean newer = lastToken.getAndSet(token) < token;
      failed.compareAndSet(false, !alone || !newer);
      assertThat(alone).as("alone inside").isTrue();
      assertThat(newer).as("a newer token").isTrue();
    }
  }

  private static int enterOften(TestMesh mesh, Caller agent, Room room) {
    int entered = 0;
    while (entered < 50 && !room.failed().get()) {
      LockResult result =
          mesh.locks().lock(TestMesh.by(agent), new LockFile(Action.LOCK, "file", null, 1));
      if (result.granted()) {
        room.enter(agent.name(), result.lock().fencingToken());
        entered++;
        room.inside().set(null);
        mesh.locks().lock(TestMesh.by(agent), new LockFile(Action.UNLOCK, "file", null, 1));
      }
    }
    return entered;
  }
}
