package io.slmmesh.broker.state;

import io.slmmesh.api.state.StateEntry;
import io.slmmesh.broker.store.Row;
import io.slmmesh.broker.store.Sql;
import java.util.List;
import java.util.Optional;

/** Rows of shared values, and the size of each namespace. */
final class StateTable {
  private static final String SELECT =
      """
      SELECT s.key, s.namespace, s.value, s.version, p.name AS updated_by, s.updated_at
      FROM state s JOIN peers p ON p.id = s.updated_by
      """;

  private StateTable() {}

  private static StateEntry entry(Row row) {
    return new StateEntry(
        row.text("key"),
        row.text("namespace"),
        row.text("value"),
        row.number("version"),
        row.text("updated_by"),
        row.time("updated_at"));
  }

  static Optional<StateEntry> get(Sql sql, String namespace, String key) {
    return sql.first(
        SELECT + "WHERE s.namespace = ? AND s.key = ?", StateTable::entry, namespace, key);
  }

  static List<StateEntry> list(Sql sql, String namespace) {
    return sql.list(SELECT + "WHERE s.namespace = ? ORDER BY s.key", StateTable::entry, namespace);
  }

  static void put(Sql sql, StateEntry entry, long bytes, String updatedBy) {
    sql.update(
        """
        INSERT INTO state (namespace, key, value, bytes, version, updated_by, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (namespace, key) DO UPDATE SET
          value = excluded.value, bytes = excluded.bytes, version = excluded.version, updated_by = excluded.updated_by, updated_at = excluded.updated_at
        """,
        entry.namespace(),
        entry.key(),
        entry.value(),
        bytes,
        entry.version(),
        updatedBy,
        entry.updatedAt());
  }

  static void delete(Sql sql, String namespace, String key) {
    sql.update("DELETE FROM state WHERE namespace = ? AND key = ?", namespace, key);
  }

  /** Bytes of one entry; 0 if there is none. */
  static long bytes(Sql sql, String namespace, String key) {
    return sql.number(
        "SELECT bytes AS n FROM state WHERE namespace = ? AND key = ?", namespace, key);
  }

  static long namespaceBytes(Sql sql, String namespace) {
    return sql.number("SELECT bytes AS n FROM namespaces WHERE namespace = ?", namespace);
  }

  static void grow(Sql sql, String namespace, long bytes) {
    sql.update(
        "INSERT INTO namespaces VALUES (?, ?) ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes",
        namespace,
        bytes);
  }

  static long count(Sql sql) {
    return sql.number("SELECT COUNT(*) AS n FROM state");
  }
}
