package io.slmmesh.broker.store;

import io.slmmesh.api.event.MeshEvent;
import io.slmmesh.api.event.Published;
import io.slmmesh.api.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One write transaction, as the work in it sees it. Valid only while the work runs, on the writer
 * thread.
 */
public final class Tx {
  private final Sql sql;
  private final Instant now;
  private final List<Published> events = new ArrayList<>();
  private final List<Runnable> afterCommit = new ArrayList<>();

  Tx(Sql sql, Instant now) {
    this.sql = sql;
    this.now = now;
  }

  public Sql sql() {
    return sql;
  }

  /** The one reading of the clock for all that this transaction records. */
  public Instant now() {
    return now;
  }

  /** A new id: UUIDv7, so that ids sort by time. */
  public String newId() {
    return Ids.next(now.toEpochMilli());
  }

  /**
   * Appends {@code event} to the log; it is handed on after the commit. {@code emittedBy} is the
   * agent that caused it, if one did.
   */
  public void publish(MeshEvent event, @Nullable String emittedBy) {
    long seq =
        EventLogTable.append(
            sql, newId(), Json.wireName(event.type()), emittedBy, Json.text(event), now);
    events.add(new Published(seq, event, emittedBy));
  }

  /**
   * Does {@code action} in the writer's turn once this is committed, and never if it is not: for
   * what is kept in memory beside the database.
   */
  public void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  List<Runnable> afterCommit() {
    return afterCommit;
  }

  List<Published> events() {
    return events;
  }
}
