package io.slmmesh.broker.locks;

import io.slmmesh.api.lock.FileLock;
import io.slmmesh.broker.store.Row;
import io.slmmesh.broker.store.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows of held locks. The row's own number is the fencing token: it grows with every grant and is
 * never used twice.
 */
final class LockTable {
  private static final String SELECT =
      """
      SELECT l.token, l.path, l.file_key, l.holder, p.name AS holder_name, l.reason, l.locked_at, l.expires_at
      FROM locks l JOIN peers p ON p.id = l.holder
      """;

  private LockTable() {}

  private static FileLock lock(Row row) {
    return new FileLock(
        row.text("path"),
        row.text("holder_name"),
        row.text("holder"),
        row.time("locked_at"),
        row.time("expires_at"),
        row.optionalText("reason"),
        row.number("token"));
  }

  static List<FileLock> all(Sql sql) {
    return sql.list(SELECT + "ORDER BY l.token", LockTable::lock);
  }

  static Optional<FileLock> byToken(Sql sql, long token) {
    return sql.first(SELECT + "WHERE l.token = ?", LockTable::lock, token);
  }

  static Optional<FileLock> byPath(Sql sql, String path) {
    return sql.first(SELECT + "WHERE l.path = ?", LockTable::lock, path);
  }

  /** Locks that were taken on the same file under another path. */
  static List<FileLock> byFile(Sql sql, @Nullable String fileKey) {
    return fileKey == null
        ? List.of()
        : sql.list(SELECT + "WHERE l.file_key = ?", LockTable::lock, fileKey);
  }

  static List<FileLock> byHolder(Sql sql, String holder) {
    return sql.list(SELECT + "WHERE l.holder = ?", LockTable::lock, holder);
  }

  static long insert(
      Sql sql,
      PathKey key,
      String holder,
      @Nullable String reason,
      Instant now,
      Instant expiresAt) {
    return insert(sql, key, holder, reason, false, now, expiresAt);
  }

  /** A lock that an edit took by itself. */
  static long insertClaim(
      Sql sql, PathKey key, String holder, String reason, Instant now, Instant expiresAt) {
    return insert(sql, key, holder, reason, true, now, expiresAt);
  }

  private static long insert(
      Sql sql,
      PathKey key,
      String holder,
      @Nullable String reason,
      boolean claim,
      Instant now,
      Instant expiresAt) {
    return sql.number(
        "INSERT INTO locks (path, file_key, holder, reason, claim, locked_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING token AS n",
        key.path(),
        key.file(),
        holder,
        reason,
        claim ? 1 : 0,
        now,
        expiresAt);
  }

  /** The agent asked for it: from now on it is no claim, whatever it was. */
  static void renew(Sql sql, long token, @Nullable String reason, Instant expiresAt) {
    sql.update(
        "UPDATE locks SET reason = CASE claim WHEN 1 THEN ?1 ELSE COALESCE(?1, reason) END, claim = 0, expires_at = ?2 WHERE token = ?3",
        reason,
        expiresAt,
        token);
  }

  static void renewClaim(Sql sql, long token, Instant expiresAt) {
    sql.update("UPDATE locks SET expires_at = ? WHERE token = ? AND claim = 1", expiresAt, token);
  }

  static boolean isClaim(Sql sql, long token) {
    return sql.number("SELECT COUNT(*) AS n FROM locks WHERE token = ? AND claim = 1", token) > 0;
  }

  static List<FileLock> claimsOf(Sql sql, String holder) {
    return sql.list(SELECT + "WHERE l.holder = ? AND l.claim = 1", LockTable::lock, holder);
  }

  static void delete(Sql sql, long token) {
    sql.update("DELETE FROM locks WHERE token = ?", token);
  }
}
