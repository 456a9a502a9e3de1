package io.slmmesh.broker.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Appends to the event log. Reading it is the events feature's business. */
final class EventLogTable {
  private EventLogTable() {}

  static long append(
      Sql sql, String id, String type, @Nullable String emittedBy, String payload, Instant now) {
    return sql.number(
        """
        INSERT INTO events (id, type, emitted_by, payload, created_at) VALUES (?, ?, ?, ?, ?)
        RETURNING seq AS n
        """,
        id,
        type,
        emittedBy,
        payload,
        now);
  }
}
