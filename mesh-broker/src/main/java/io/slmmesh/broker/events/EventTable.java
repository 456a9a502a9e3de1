package io.slmmesh.broker.events;

import io.slmmesh.api.event.EventType;
import io.slmmesh.api.event.LoggedEvent;
import io.slmmesh.api.json.Json;
import io.slmmesh.broker.store.Row;
import io.slmmesh.broker.store.Sql;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Reads and shortens the event log. */
final class EventTable {
  private static final String SELECT =
      "SELECT seq, type, payload, emitted_by, created_at FROM events ";

  private EventTable() {}

  private static LoggedEvent event(Row row) {
    return new LoggedEvent(
        row.number("seq"),
        EventType.valueOf(row.text("type").toUpperCase(Locale.ROOT)),
        Json.object(row.text("payload")),
        row.optionalText("emitted_by"),
        row.time("created_at"));
  }

  /** Events of {@code types} (all, if empty) after {@code seq}, oldest first. */
  static List<LoggedEvent> after(Sql sql, long seq, Collection<EventType> types, int limit) {
    if (types.isEmpty()) {
      return sql.list(SELECT + "WHERE seq > ? ORDER BY seq LIMIT ?", EventTable::event, seq, limit);
    }
    return sql.list(
        SELECT + "WHERE seq > ? AND type IN (SELECT value FROM json_each(?)) ORDER BY seq LIMIT ?",
        EventTable::event,
        seq,
        names(types),
        limit);
  }

  /** The newest events of {@code types} (all, if empty), oldest first. */
  static List<LoggedEvent> newest(Sql sql, Collection<EventType> types, int limit) {
    if (types.isEmpty()) {
      return sql.list(SELECT + "ORDER BY seq DESC LIMIT ?", EventTable::event, limit).reversed();
    }
    return sql.list(
            SELECT + "WHERE type IN (SELECT value FROM json_each(?)) ORDER BY seq DESC LIMIT ?",
            EventTable::event,
            names(types),
            limit)
        .reversed();
  }

  /**
   * Counts, up to {@code most}, the events of {@code types} after {@code seq} that others than
   * {@code peerId} caused.
   */
  static int countAfter(Sql sql, long seq, Collection<EventType> types, String peerId, int most) {
    return (int)
        sql.number(
            """
            SELECT COUNT(*) AS n FROM (
              SELECT 1 FROM events
              WHERE type IN (SELECT value FROM json_each(?)) AND seq > ? AND emitted_by IS NOT ? LIMIT ?)
            """,
            names(types),
            seq,
            peerId,
            most);
  }

  /** The last event before {@code time}; 0 if there is none. */
  static long lastBefore(Sql sql, Instant time) {
    return sql.number(
        "SELECT seq AS n FROM events WHERE created_at < ? ORDER BY created_at DESC, seq DESC LIMIT 1",
        time);
  }

  static long first(Sql sql) {
    return sql.number("SELECT COALESCE(MIN(seq), 0) AS n FROM events");
  }

  static long last(Sql sql) {
    return sql.number("SELECT COALESCE(MAX(seq), 0) AS n FROM events");
  }

  static void forgetBefore(Sql sql, Instant time) {
    sql.update(
        "DELETE FROM events WHERE created_at < ? AND seq < (SELECT MAX(seq) FROM events)", time);
  }

  private static String names(Collection<EventType> types) {
    return Json.text(List.copyOf(types));
  }
}
