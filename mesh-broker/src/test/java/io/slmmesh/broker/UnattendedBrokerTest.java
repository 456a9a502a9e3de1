package io.slmmesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.link.RuntimeDir;
import io.slmmesh.api.lock.LockFile;
import io.slmmesh.api.lock.LockFile.Action;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.broker.clock.MeshClock;
import io.slmmesh.broker.config.Settings;
import io.slmmesh.broker.life.StopReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a whole broker, in this process, does though nobody asks. */
class UnattendedBrokerTest {
  private static final String OLD_EVENT =
      "INSERT INTO events (id, type, payload, created_at) VALUES (?, 'peer_left', '{}', ?)";

  @TempDir Path temporary;

  @Test
  void theEndOfEachLockIsTold() throws IOException, SQLException {
    RuntimeDir dir = RuntimeDir.open(environment());
    holdThreeLocks(dir.database());

    Broker broker = start(dir, environment());
    try {
      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(() ->
              assertThat(number(dir.database(), "events WHERE type = 'file_unlocked'"))
                  .isEqualTo(3));
      assertThat(number(dir.database(), "locks")).isZero();
    } finally {
      broker.stop(StopReason.COMMAND);
      broker.awaitStop();
    }
  }

  @Test
  void whatIsTooOldIsForgottenBeforeTheBrokerRests() throws IOException, SQLException {
    Map<String, String> environment = environment();
    environment.put("SLM_MESH_IDLE_MS", "100");
    RuntimeDir dir = RuntimeDir.open(environment);
    try (var mesh = new TestMesh(Files.createDirectories(dir.database().getParent()))) {
      for (String id : List.of("first", "last")) {
        mesh.store().write(tx -> tx.sql().update(OLD_EVENT, id, Instant.EPOCH));
      }
    }
    start(dir, environment).awaitStop();

    // The last one stays, whatever its age: events are counted on from it.
    assertThat(number(dir.database(), "events WHERE id = 'first'")).isZero();
    assertThat(number(dir.database(), "events WHERE id = 'last'")).isOne();
  }

  private Map<String, String> environment() {
    var environment = new HashMap<String, String>();
    environment.put("HOME", temporary.toString());
    environment.put(RuntimeDir.VARIABLE, temporary.resolve("data").toString());
    environment.put("SLM_MESH_PORT", "0");
    return environment;
  }

  private static Broker start(RuntimeDir dir, Map<String, String> environment) throws IOException {
    return Broker.start(
        dir, new Settings(environment), MeshClock.system(), UnaryOperator.identity());
  }

  /** They end one after the other, soon, and nobody takes another one meanwhile. */
  private static void holdThreeLocks(Path database) throws IOException {
    Path directory = Files.createDirectories(database.getParent());
    try (var mesh = new TestMesh(directory)) {
      Caller holder = mesh.join("holder");
      for (String file : new String[] {"a", "b", "c"}) {
        mesh.locks().lock(TestMesh.by(holder), new LockFile(Action.LOCK, file, null, 10));
      }
      int changed =
          mesh.store()
              .write(tx ->
                  tx.sql()
                      .update(
                          "UPDATE locks SET expires_at = ? + 250 * token",
                          System.currentTimeMillis()));
      assertThat(changed).isEqualTo(3);
    }
  }

  private static long number(Path database, String rows) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var statement = connection.createStatement();
        var result = statement.executeQuery("SELECT COUNT(*) FROM " + rows)) {
      result.next();
      return result.getLong(1);
    }
  }
}
