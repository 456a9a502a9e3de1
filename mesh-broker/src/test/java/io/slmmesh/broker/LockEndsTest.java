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
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole broker in this process, whose alarm tells of the ends of locks. */
class LockEndsTest {
  @TempDir Path temporary;

  @Test
  void theEndOfEachLockIsToldThoughNobodyAsks() throws IOException, SQLException {
    Map<String, String> environment =
        Map.of(
            "HOME",
            temporary.toString(),
            RuntimeDir.VARIABLE,
            temporary.resolve("data").toString(),
            "SLM_MESH_PORT",
            "0");
    RuntimeDir dir = RuntimeDir.open(environment);
    holdThreeLocks(dir.database());

    Broker broker =
        Broker.start(dir, new Settings(environment), MeshClock.system(), UnaryOperator.identity());
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
