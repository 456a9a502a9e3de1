package io.slmmesh.broker.store;

import io.slmmesh.api.operation.CallKey;
import java.time.Instant;
import java.util.Optional;

/** Answers of calls that changed something, kept until the session has them. */
final class CallTable {
  private CallTable() {}

  static Optional<String> answer(Sql sql, CallKey key) {
    return sql.first(
        "SELECT answer FROM calls WHERE session = ? AND number = ?",
        row -> row.text("answer"),
        key.session(),
        key.number());
  }

  static void record(Sql sql, CallKey key, String answer, Instant now) {
    sql.update(
        "INSERT INTO calls (session, number, answer, created_at) VALUES (?, ?, ?, ?)",
        key.session(),
        key.number(),
        answer,
        now);
  }

  static void forgetDone(Sql sql, CallKey key) {
    sql.update("DELETE FROM calls WHERE session = ? AND number <= ?", key.session(), key.done());
  }

  static void forgetBefore(Sql sql, Instant time) {
    sql.update("DELETE FROM calls WHERE created_at < ?", time);
  }
}
