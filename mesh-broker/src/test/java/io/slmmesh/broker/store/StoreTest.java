package io.slmmesh.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.event.MeshEvent.PeerDescribed;
import io.slmmesh.api.event.Published;
import io.slmmesh.api.operation.CallKey;
import io.slmmesh.api.peer.SummaryReceipt;
import io.slmmesh.broker.clock.MeshClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real SQLite in a temporary directory. */
class StoreTest {
  @TempDir Path directory;

  private Store open() {
    return Store.open(directory.resolve("mesh.db"), true, MeshClock.system(), failure -> {});
  }

  @Test
  void aRepeatedCallGetsItsFirstAnswerAlsoFromTheNextBroker() {
    var key = new CallKey("session", 100, 0);
    try (Store store = open()) {
      assertThat(
              store
                  .once(key, SummaryReceipt.class, tx -> new SummaryReceipt("id", "name", "first"))
                  .summary())
          .isEqualTo("first");
    }
    try (Store store = open()) {
      assertThat(
              store
                  .once(key, SummaryReceipt.class, tx -> new SummaryReceipt("id", "name", "second"))
                  .summary())
          .isEqualTo("first");
    }
  }

  @Test
  void aRefusalLeavesNoGapInTheLog() {
    var published = new CopyOnWriteArrayList<Published>();
    try (Store store = open()) {
      store.onCommit(published::addAll);
      publish(store);
      assertThatThrownBy(() ->
              store.write(tx -> {
                tx.publish(new PeerDescribed("a", "a"), null);
                throw MeshException.invalid("to", "is wrong");
              }))
          .isInstanceOf(MeshException.class);
      publish(store);
    }
    assertThat(published).extracting(Published::seq).containsExactly(1L, 2L);
  }

  private static void publish(Store store) {
    store.write(tx -> {
      tx.publish(new PeerDescribed("a", "a"), null);
      return tx.now();
    });
  }

  /** The disk is as large as the database is now; then it grows. */
  @Test
  void aFullDiskIsARefusalAndHealsWithoutANewConnection() {
    try (Store store = open()) {
      store.remember("before", "kept");
      long pages =
          store
              .read(sql -> sql.first("PRAGMA page_count", row -> row.number("page_count")))
              .orElseThrow();
      limitPages(store, pages);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> store.remember("large", "x".repeat(100_000)))
            .isInstanceOfSatisfying(
                MeshException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.STORAGE_FULL));
      }
      assertThat(store.remembered("before")).contains("kept");
      limitPages(store, 1_000_000);
      store.remember("large", "x".repeat(100_000));
      assertThat(store.remembered("large")).isPresent();
    }
  }

  private static void limitPages(Store store, long pages) {
    store.write(tx ->
        tx.sql().first("PRAGMA max_page_count = " + pages, row -> row.number("max_page_count")));
  }

  @Test
  void allFilesAreOursAlone() throws IOException {
    try (Store store = open()) {
      store.remember("key", "value");
      for (String name : List.of("mesh.db", "mesh.db-wal", "mesh.db-shm")) {
        assertThat(
                PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(directory.resolve(name))))
            .as(name)
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void theSettingsThatThePromisesNeedAreInForce() {
    for (boolean full : new boolean[] {true, false}) {
      try (Store store =
          Store.open(directory.resolve("mesh.db"), full, MeshClock.system(), failure -> {})) {
        assertThat(setting(store, "synchronous")).as("FULL is 2").isEqualTo(full ? "2" : "1");
        assertThat(setting(store, "journal_mode")).isEqualTo("wal");
        for (String on : List.of("foreign_keys", "fullfsync", "checkpoint_fullfsync")) {
          assertThat(setting(store, on)).as(on).isEqualTo("1");
        }
        assertThatThrownBy(() -> store.read(sql -> sql.update("DELETE FROM meta")))
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("readonly");
      }
    }
  }

  /** What the writer's connection is set to. */
  private static String setting(Store store, String pragma) {
    return store
        .write(tx -> tx.sql().first("PRAGMA " + pragma, row -> row.text(pragma)))
        .orElseThrow();
  }

  @Test
  void aNewerDatabaseIsRefusedAndLeftAlone() throws IOException {
    try (Store store = open()) {
      store.write(tx -> tx.sql().update("PRAGMA user_version = 999"));
    }
    byte[] before = Files.readAllBytes(directory.resolve("mesh.db"));
    assertThatThrownBy(this::open)
        .isInstanceOf(SchemaTooNewException.class)
        .hasMessageContaining("999");
    assertThat(Files.readAllBytes(directory.resolve("mesh.db"))).isEqualTo(before);
  }

  @Test
  void aDamagedDatabaseIsPutAsideWithAllOfIt() throws IOException {
    Path file = directory.resolve("mesh.db");
    byte[] garbage =
        "this is no database, but somebody may still want it"
            .repeat(100)
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Files.write(file, garbage);
    try (Store store = open()) {
      store.remember("key", "value");
      assertThat(store.remembered("key")).contains("value");
      assertThat(store.damage())
          .hasValueSatisfying(damage -> assertThat(damage.keptAs()).hasBinaryContent(garbage));
    }
  }
}
