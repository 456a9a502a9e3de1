package io.slmmesh.broker.store;

import io.slmmesh.api.event.EventType;
import io.slmmesh.api.json.Json;
import io.slmmesh.api.message.MessageType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Brings what can still be read of a damaged database into a new one: agents with their keys,
 * messages, shared values, subscriptions. Not the locks, which must not be held by mistake, and not
 * the events; but their numbers go on, because those who kept a fencing token or a cursor count on
 * that. Text that was damaged inside a sound row cannot be told from other text.
 *
 * <p>Works on a copy: the damaged files stay as they are. Tried once; what ends it early leaves the
 * new database empty and the damaged one where it is.
 */
final class Salvage {
  /** A number beyond this was not counted by us. */
  private static final long PLAUSIBLE = 1L << 48;

  /** Two connections: SQLite lets no transaction go on in which a damaged page was met. */
  private final Sql old;

  private final Sql fresh;

  private Salvage(Sql old, Sql fresh) {
    this.old = old;
    this.fresh = fresh;
  }

  /** Fills the new database {@code file} from the {@code damaged} one and tells what came back. */
  static String run(Path damaged, Path file) {
    Path copy = Quarantine.part(damaged, ".copy");
    try {
      copy(damaged, copy);
      copy(Quarantine.part(damaged, Quarantine.LOG), Quarantine.part(copy, Quarantine.LOG));
      try (Sql old = Database.openReader(copy);
          Sql fresh = Database.openWriter(file, Database.Durability.FULL)) {
        return new Salvage(old, fresh).run();
      }
    } catch (IOException | RuntimeException e) {
      return "nothing of it could be read (" + e.getMessage() + ")";
    } finally {
      List.of("", Quarantine.LOG, "-shm").forEach(part -> delete(Quarantine.part(copy, part)));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    if (Files.exists(from)) {
      Database.createPrivately(to);
      try (OutputStream out = Files.newOutputStream(to)) {
        long _ = Files.copy(from, out);
      }
    }
  }

  private static void delete(Path copy) {
    try {
      Files.deleteIfExists(copy);
    } catch (IOException e) {
      // It is in nobody's way, and the next salvage of the same name writes over it.
    }
  }

  private String run() {
    old.run("PRAGMA cell_size_check = ON");
    fresh.script("PRAGMA foreign_keys = OFF; BEGIN;");
    table("messages", "seq").copyRanges(last("messages", "seq"));
    table("state", "rowid").copyRanges(last("state", "rowid"));
    table("peer_keys", "key").copyFromBothEnds();
    table("subscriptions", "peer_id").copyFromBothEnds();
    SalvagedTable peers = table("peers", "id");
    peers.copyFromBothEnds();
    dropNonsense();
    completePeers(peers);
    continueNumbers();
    fresh.script(
        """
        UPDATE peers SET present = 0;
        UPDATE state SET bytes = octet_length(key) + octet_length(value);
        INSERT INTO namespaces SELECT namespace, SUM(bytes) FROM state GROUP BY namespace;
        COMMIT;
        """);
    return "%d agents, %d messages and %d shared values of it came back"
        .formatted(count("peers"), count("messages"), count("state"));
  }

  private SalvagedTable table(String name, String key) {
    return new SalvagedTable(old, fresh, name, key);
  }

  private long count(String table) {
    return fresh.number("SELECT COUNT(*) AS n FROM " + table);
  }

  /** The highest number that a table ever gave, else the highest in it, else one to try. */
  private long last(String table, String key) {
    long given = readable("SELECT seq AS n FROM sqlite_sequence WHERE name = '" + table + "'");
    long there = given > 0 ? given : readable("SELECT MAX(" + key + ") AS n FROM " + table);
    return there > 0 ? there : 1 << 20;
  }

  private long readable(String query) {
    try {
      long number = old.number(query);
      return number > PLAUSIBLE ? 0 : number;
    } catch (StoreException e) {
      return 0;
    }
  }

  /** Words that this program does not know would make it fail whenever it meets them. */
  private void dropNonsense() {
    List<String> types = Arrays.stream(MessageType.values()).map(Json::wireName).toList();
    int _ =
        fresh.update(
            "DELETE FROM messages WHERE type NOT IN (SELECT value FROM json_each(?))",
            Json.text(types));
    List<String> events = Arrays.stream(EventType.values()).map(EventType::name).toList();
    for (Subscribed each : fresh.list("SELECT peer_id, types FROM subscriptions", Subscribed::of)) {
      if (!events.containsAll(List.of(each.types().split(" ", -1)))) {
        int _ = fresh.update("DELETE FROM subscriptions WHERE peer_id = ?", each.peer());
      }
    }
  }

  private record Subscribed(String peer, String types) {
    static Subscribed of(Row row) {
      return new Subscribed(row.text("peer_id"), row.text("types"));
    }
  }

  /** Those whom rows speak of are looked up once more; who is lost keeps its id at least. */
  private void completePeers(SalvagedTable peers) {
    missingPeers().forEach(peers::copy);
    for (String id : missingPeers()) {
      int _ =
          fresh.update(
              """
              INSERT OR IGNORE INTO peers (id, name, client, pid, directory, present, started_at, last_seen_at)
              VALUES (?1, 'lost-' || lower(hex(randomblob(6))), 'unknown', 0, '/', 0, 0, 0)
              """,
              id);
    }
  }

  private List<String> missingPeers() {
    return fresh.list(
        """
        SELECT from_peer AS id FROM messages UNION SELECT to_peer FROM messages
        UNION SELECT peer_id FROM peer_keys UNION SELECT peer_id FROM subscriptions
        UNION SELECT updated_by FROM state EXCEPT SELECT id FROM peers
        """,
        row -> row.text("id"));
  }

  private void continueNumbers() {
    continueAfter("messages", last("messages", "seq"));
    continueAfter("locks", last("locks", "token"));
    long event = last("events", "seq");
    continueAfter("events", event);
    int _ = fresh.update("UPDATE subscriptions SET cursor = MIN(cursor, ?)", event);
  }

  private void continueAfter(String table, long last) {
    int _ = fresh.update("DELETE FROM sqlite_sequence WHERE name = ?", table);
    int _ = fresh.update("INSERT INTO sqlite_sequence VALUES (?, ?)", table, last);
  }
}
