package io.slmmesh.broker.events;

import io.slmmesh.api.event.EventType;
import io.slmmesh.broker.store.Sql;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** One durable subscription an agent: its types and how far it has read. */
final class SubscriptionTable {
  private SubscriptionTable() {}

  /**
   * {@code cursor} is the last event that was handed to the agent or lies before its subscription.
   */
  record Interest(Set<EventType> types, long cursor) {}

  static Optional<Interest> of(Sql sql, String peerId) {
    return sql.first(
        "SELECT types, cursor FROM subscriptions WHERE peer_id = ?",
        row -> new Interest(types(row.text("types")), row.number("cursor")),
        peerId);
  }

  /** The ids of all agents that have one. */
  static List<String> subscribers(Sql sql) {
    return sql.list("SELECT peer_id FROM subscriptions", row -> row.text("peer_id"));
  }

  static void put(Sql sql, String peerId, Interest interest) {
    sql.update(
        """
        INSERT INTO subscriptions VALUES (?, ?, ?)
        ON CONFLICT (peer_id) DO UPDATE SET types = excluded.types, cursor = excluded.cursor
        """,
        peerId,
        text(interest.types()),
        interest.cursor());
  }

  static void remove(Sql sql, String peerId) {
    sql.update("DELETE FROM subscriptions WHERE peer_id = ?", peerId);
  }

  static void advance(Sql sql, String peerId, long seq) {
    sql.update("UPDATE subscriptions SET cursor = MAX(cursor, ?) WHERE peer_id = ?", seq, peerId);
  }

  private static String text(Set<EventType> types) {
    return String.join(" ", types.stream().map(EventType::name).toList());
  }

  private static Set<EventType> types(String text) {
    List<EventType> types = new ArrayList<>();
    for (String name : text.split(" ", -1)) {
      types.add(EventType.valueOf(name.toUpperCase(Locale.ROOT)));
    }
    return EnumSet.copyOf(types);
  }
}
