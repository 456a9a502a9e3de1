package io.slmmesh.broker.peers;

import io.slmmesh.broker.store.Row;
import io.slmmesh.broker.store.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of agents and of the keys by which they are recognised. */
final class PeerTable {
  private static final String COLUMNS =
      "id, name, client, pid, directory, repository, summary, present, started_at, last_seen_at, lease";

  private PeerTable() {}

  /** A known agent. */
  record PeerRow(
      String id,
      String name,
      String client,
      long pid,
      String directory,
      @Nullable String repository,
      @Nullable String summary,
      boolean present,
      Instant startedAt,
      Instant lastSeenAt,
      @Nullable Duration lease) {
    private static PeerRow of(Row row) {
      return new PeerRow(
          row.text("id"),
          row.text("name"),
          row.text("client"),
          row.number("pid"),
          row.text("directory"),
          row.optionalText("repository"),
          row.optionalText("summary"),
          row.number("present") == 1,
          row.time("started_at"),
          row.time("last_seen_at"),
          row.optionalMillis("lease"));
    }
  }

  static Optional<PeerRow> byKey(Sql sql, String key) {
    return sql.first(
        "SELECT "
            + COLUMNS
            + " FROM peers WHERE id = (SELECT peer_id FROM peer_keys WHERE key = ?)",
        PeerRow::of,
        key);
  }

  static Optional<PeerRow> byId(Sql sql, String id) {
    return sql.first("SELECT " + COLUMNS + " FROM peers WHERE id = ?", PeerRow::of, id);
  }

  static Optional<PeerRow> byNameOrId(Sql sql, String nameOrId) {
    return sql.first(
        "SELECT " + COLUMNS + " FROM peers WHERE id = ?1 OR name = ?1", PeerRow::of, nameOrId);
  }

  /** An id counts too: wherever a name stands, an id can stand, and must mean one agent. */
  static boolean nameTaken(Sql sql, String name) {
    return sql.number("SELECT COUNT(*) AS n FROM peers WHERE name = ?1 OR id = lower(?1)", name)
        > 0;
  }

  static List<PeerRow> present(Sql sql) {
    return sql.list(
        "SELECT " + COLUMNS + " FROM peers WHERE present = 1 ORDER BY started_at, id", PeerRow::of);
  }

  static void addKey(Sql sql, String key, String id) {
    sql.update("INSERT INTO peer_keys (key, peer_id) VALUES (?, ?)", key, id);
  }

  /** Whether one of the keys by which the agent is recognised begins like this. */
  static boolean hasKey(Sql sql, String id, String prefix) {
    return sql.number(
            "SELECT COUNT(*) AS n FROM peer_keys WHERE peer_id = ? AND substr(key, 1, ?) = ?",
            id,
            prefix.length(),
            prefix)
        > 0;
  }

  static void removeKeys(Sql sql, String id, String prefix) {
    sql.update(
        "DELETE FROM peer_keys WHERE peer_id = ? AND substr(key, 1, ?) = ?",
        id,
        prefix.length(),
        prefix);
  }

  static void insert(Sql sql, PeerRow peer) {
    sql.update(
        "INSERT INTO peers (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?)",
        peer.id(),
        peer.name(),
        peer.client(),
        peer.pid(),
        peer.directory(),
        peer.repository(),
        peer.summary(),
        peer.startedAt(),
        peer.lastSeenAt(),
        millis(peer.lease()));
  }

  private static @Nullable Long millis(@Nullable Duration lease) {
    return lease == null ? null : lease.toMillis();
  }

  static void update(Sql sql, PeerRow peer) {
    sql.update(
        """
        UPDATE peers SET client = ?, pid = ?, directory = ?, repository = ?, present = 1, started_at = ?, last_seen_at = ?, lease = ?
        WHERE id = ?
        """,
        peer.client(),
        peer.pid(),
        peer.directory(),
        peer.repository(),
        peer.startedAt(),
        peer.lastSeenAt(),
        millis(peer.lease()),
        peer.id());
  }

  static void comeBack(Sql sql, String id, Instant now) {
    sql.update(
        "UPDATE peers SET present = 1, started_at = ?1, last_seen_at = ?1 WHERE id = ?2", now, id);
  }

  static void seen(Sql sql, String id, Instant now) {
    sql.update("UPDATE peers SET last_seen_at = ? WHERE id = ?", now, id);
  }

  static void endLease(Sql sql, String id) {
    sql.update("UPDATE peers SET lease = NULL WHERE id = ?", id);
  }

  static void describe(Sql sql, String id, String summary) {
    sql.update("UPDATE peers SET summary = NULLIF(?, '') WHERE id = ?", summary, id);
  }

  /** Returns whether the agent was present. */
  static boolean leave(Sql sql, String id, Instant now) {
    return sql.update(
            "UPDATE peers SET present = 0, last_seen_at = ? WHERE id = ? AND present = 1", now, id)
        > 0;
  }
}
