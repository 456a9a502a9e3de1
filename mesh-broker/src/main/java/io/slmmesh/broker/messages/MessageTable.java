package io.slmmesh.broker.messages;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.message.Message;
import io.slmmesh.api.message.MessageType;
import io.slmmesh.broker.store.Row;
import io.slmmesh.broker.store.Sql;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows of messages. {@code seq} is the order of commits, and so the order of each sender's sends.
 */
final class MessageTable {
  private static final String SELECT =
      """
      SELECT m.seq, m.id, m.from_peer, f.name AS from_name, m.to_peer, t.name AS to_name, m.type, m.payload, m.created_at, m.offered_at, m.delivered_at, m.read_at, m.hops, f.lease IS NULL AS by_session
      FROM messages m JOIN peers f ON f.id = m.from_peer JOIN peers t ON t.id = m.to_peer
      """;

  private MessageTable() {}

  /** A message and its place. */
  record Placed(long seq, Message message) {
    private static Placed of(Row row) {
      return new Placed(row.number("seq"), message(row));
    }

    private static Message message(Row row) {
      long hops = row.number("hops");
      return new Message(
          row.text("id"),
          row.text("from_peer"),
          row.text("from_name"),
          row.number("by_session") == 1 ? null : (Boolean) false,
          row.text("to_peer"),
          row.text("to_name"),
          MessageType.valueOf(row.text("type").toUpperCase(Locale.ROOT)),
          row.text("payload"),
          hops == 0 ? null : (Long) hops,
          row.time("created_at"),
          row.optionalTime("offered_at"),
          row.optionalTime("delivered_at"),
          row.optionalTime("read_at"));
    }
  }

  static void insert(
      Sql sql,
      String id,
      String from,
      String to,
      MessageType type,
      String payload,
      LoopGuard.Chain chain,
      Instant now) {
    sql.update(
        "INSERT INTO messages (id, from_peer, to_peer, type, payload, hops, held, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        from,
        to,
        Json.wireName(type),
        payload,
        chain.hops(),
        chain.held(),
        now);
  }

  static List<Placed> unread(
      Sql sql, String to, @Nullable String from, boolean alsoHeld, int limit) {
    return sql.list(
        SELECT
            + "WHERE m.to_peer = ?1 AND m.read_at IS NULL AND (?2 IS NULL OR m.from_peer = ?2) AND (?3 OR m.held IS NULL) ORDER BY m.seq LIMIT ?4",
        Placed::of,
        to,
        from,
        alsoHeld,
        limit);
  }

  /** What is unread, was not offered and is not held, oldest first. */
  static List<Placed> toOffer(Sql sql, String to, int limit) {
    return sql.list(
        SELECT
            + "WHERE m.to_peer = ? AND m.read_at IS NULL AND m.offered_at IS NULL AND m.held IS NULL ORDER BY m.seq LIMIT ?",
        Placed::of,
        to,
        limit);
  }

  static void offer(Sql sql, String to, String id, Instant now) {
    sql.update(
        "UPDATE messages SET offered_at = ? WHERE id = ? AND to_peer = ? AND offered_at IS NULL",
        now,
        id,
        to);
  }

  /**
   * How long the longest chain is among the last messages that {@code to} saw after {@code time};
   * -1 if it saw none.
   */
  static long hopsSeen(Sql sql, String to, Instant time) {
    return sql.number(
        "SELECT COALESCE(MAX(hops), -1) AS n FROM (SELECT hops, COALESCE(delivered_at, offered_at) AS seen FROM messages WHERE to_peer = ? ORDER BY seq DESC LIMIT 50)"
            + " WHERE seen > ?",
        to,
        time);
  }

  /**
   * One of the last messages after {@code time} that has the same text.
   *
   * @param seen whether its recipient was handed it
   */
  record Repeat(String id, boolean seen) {}

  /** The newest of them. */
  static Optional<Repeat> repeat(Sql sql, String from, String to, String payload, Instant time) {
    return sql.first(
        "SELECT id, delivered_at IS NOT NULL AS seen FROM (SELECT seq, id, from_peer, payload, created_at, delivered_at FROM messages WHERE to_peer = ? ORDER BY seq DESC LIMIT 50)"
            + " WHERE from_peer = ? AND payload = ? AND created_at > ? ORDER BY seq DESC LIMIT 1",
        row -> new Repeat(row.text("id"), row.number("seen") == 1),
        to,
        from,
        payload,
        time);
  }

  /** The newest {@code limit} messages, oldest of them first. */
  static List<Placed> received(Sql sql, String to, @Nullable String from, int limit) {
    return sql.list(
            SELECT
                + "WHERE m.to_peer = ?1 AND (?2 IS NULL OR m.from_peer = ?2) ORDER BY m.seq DESC LIMIT ?3",
            Placed::of,
            to,
            from,
            limit)
        .reversed();
  }

  /** The newest {@code limit} messages that {@code from} sent, oldest of them first. */
  static List<Placed> sent(Sql sql, String from, @Nullable String to, int limit) {
    return sql.list(
            SELECT
                + "WHERE m.from_peer = ?1 AND (?2 IS NULL OR m.to_peer = ?2) ORDER BY m.seq DESC LIMIT ?3",
            Placed::of,
            from,
            to,
            limit)
        .reversed();
  }

  /** How many are unread, by agent. */
  static Map<String, Integer> countUnread(Sql sql) {
    var counts = new HashMap<String, Integer>();
    sql.list(
        "SELECT to_peer, COUNT(*) AS n FROM messages WHERE read_at IS NULL GROUP BY to_peer",
        row -> counts.put(row.text("to_peer"), (int) row.number("n")));
    return counts;
  }

  /** How many are unread, counted up to {@code most}. */
  static int countUnread(Sql sql, String to, int most) {
    return (int)
        sql.number(
            "SELECT COUNT(*) AS n FROM (SELECT 1 FROM messages WHERE to_peer = ? AND read_at IS NULL LIMIT ?)",
            to,
            most);
  }

  /** A message as far as its delivery event needs it. */
  record Delivered(String id, String from) {}

  /** Records the first delivery; empty if it was delivered before or is not for {@code to}. */
  static Optional<Delivered> deliver(Sql sql, String to, long seq, Instant now) {
    return sql.first(
        "UPDATE messages SET delivered_at = ? WHERE seq = ? AND to_peer = ? AND delivered_at IS NULL RETURNING id, from_peer",
        row -> new Delivered(row.text("id"), row.text("from_peer")),
        now,
        seq,
        to);
  }

  /** Returns how many were unread before: 1 or 0. */
  static int read(Sql sql, String to, long seq, Instant now) {
    return sql.update(
        "UPDATE messages SET read_at = ? WHERE seq = ? AND to_peer = ? AND read_at IS NULL",
        now,
        seq,
        to);
  }

  /** How many there were when {@code lastEvent} was the last event. */
  record Counted(long total, long undelivered, long lastEvent) {
    Counted plus(long messages, long notDelivered) {
      return new Counted(total + messages, undelivered + notDelivered, lastEvent);
    }
  }

  /** One statement sees one moment. */
  static Counted countAll(Sql sql) {
    return sql.first(
            """
            SELECT (SELECT COUNT(*) FROM messages) AS total,
                   (SELECT COUNT(*) FROM messages WHERE read_at IS NULL AND delivered_at IS NULL) AS undelivered,
                   (SELECT COALESCE(MAX(seq), 0) FROM events) AS last_event
            """,
            row ->
                new Counted(
                    row.number("total"), row.number("undelivered"), row.number("last_event")))
        .orElseThrow();
  }

  /** Returns how many there were. */
  static int forgetReadBefore(Sql sql, Instant time) {
    return sql.update("DELETE FROM messages WHERE read_at < ?", time);
  }
}
