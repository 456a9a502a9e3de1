package io.slmmesh.bench.scale;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a mesh has gathered in six days, written into a database whose tables the product has made
 * and which no broker has open: agents that have left, their mail and events, and locks of {@code
 * members} who are expected back. All times lie within the retention, so that a broker keeps it
 * all.
 *
 * @param directory where the agents worked
 */
public record Past(Amounts amounts, int members, Path directory) {
  private static final Duration AGE = Duration.ofDays(6);
  private static final Duration LOCKED = Duration.ofMinutes(60);
  private static final Pattern NAME = Pattern.compile(":(\\w+)");

  /** Under this client name a session is recognised by the variable {@link #SESSION}. */
  public static final String CLIENT = "grok";

  public static final String SESSION = "GROK_SESSION_ID";

  /** The value of {@link #SESSION} that makes a session this member. */
  public static String session(int member) {
    return "member-" + member;
  }

  /** Every statement counts with {@code i} from 0. Mail goes between the past and the members. */
  private static final Map<String, String> STATEMENTS = new LinkedHashMap<>();

  private static final String PAST = "printf('01900000-0000-7000-8000-%012x', (%s) % :peers)";
  private static final String MEMBER = "printf('01900000-0000-7000-9000-%012x', (%s) % :members)";
  private static final String NEW_ID =
      "printf('%08x-%04x-7%03x-8%03x-%012x', at >> 16, at & 65535, i & 4095, (i >> 12) & 4095, i)";

  static {
    STATEMENTS.put(
        "peers",
        """
        INSERT INTO peers (id, name, client, pid, directory, present, started_at, last_seen_at)
        SELECT %s, 'past' || i, 'claude-code', 1000 + i, :directory, 0, :begin, :begin + 1000 FROM n
        """
            .formatted(past("i")));
    STATEMENTS.put(
        "members",
        """
        INSERT INTO peers (id, name, client, pid, directory, present, started_at, last_seen_at)
        SELECT %s, 'member' || i, 'grok', 1, :directory, 1, :begin, :now FROM n
        """
            .formatted(member("i")));
    STATEMENTS.put(
        "peers: keys",
        "INSERT INTO peer_keys (key, peer_id) SELECT 'link:past-' || i, %s FROM n"
            .formatted(past("i")));
    STATEMENTS.put(
        "members: keys",
        "INSERT INTO peer_keys (key, peer_id) SELECT 'grok:member-' || i, %s FROM n"
            .formatted(member("i")));
    STATEMENTS.put(
        "peers: joined",
        """
        INSERT INTO events (id, type, emitted_by, payload, created_at)
        SELECT %s, 'peer_joined', peer, json_object('peerId', peer, 'name', 'past' || i, 'agentType', 'claude-code', 'projectPath', :directory), at
        FROM (SELECT i, %s AS peer, :begin AS at FROM n)
        """
            .formatted(NEW_ID, past("i")));
    STATEMENTS.put(
        "messages",
        """
        INSERT INTO messages (id, from_peer, to_peer, type, payload, created_at, delivered_at, read_at)
        SELECT %s,
               CASE i %% 4 WHEN 1 THEN %s ELSE %s END,
               CASE i %% 2 WHEN 0 THEN %s ELSE %s END,
               'text',
               'Message ' || i || ': the build of the store is green again. ' || :filler,
               at,
               CASE i %% 10 WHEN 9 THEN NULL ELSE at + 1000 END,
               CASE i %% 10 WHEN 9 THEN NULL ELSE at + 1000 END
        FROM (SELECT i, :begin + i * :step AS at FROM n)
        """
            .formatted(
                NEW_ID,
                member("i / 4"),
                past("i * 7919"),
                member("i / 2"),
                past("i * 104729 + 1")));
    STATEMENTS.put(
        "messages: events",
        """
        INSERT INTO events (id, type, emitted_by, payload, created_at)
        SELECT %s, type, CASE type WHEN 'message_sent' THEN from_peer ELSE to_peer END,
               CASE type
                 WHEN 'message_sent' THEN json_object('messageId', id, 'fromPeer', from_peer, 'toPeer', to_peer, 'messageType', 'text')
                 ELSE json_object('messageId', id, 'fromPeer', from_peer, 'toPeer', to_peer) END,
               at
        FROM (SELECT m.seq AS i, m.id, m.from_peer, m.to_peer, m.delivered_at, t.type, m.created_at + t.later AS at
              FROM messages m CROSS JOIN (SELECT 'message_sent' AS type, 0 AS later UNION ALL SELECT 'message_delivered', 1000) t)
        WHERE type = 'message_sent' OR delivered_at IS NOT NULL
        """
            .formatted(NEW_ID));
    STATEMENTS.put(
        "locks",
        """
        INSERT INTO locks (path, holder, reason, locked_at, expires_at)
        SELECT :directory || '/locked-' || i, %s, 'new schema', :now, :now + :locked FROM n
        """
            .formatted(member("i")));
    STATEMENTS.put(
        "locks: events",
        """
        INSERT INTO events (id, type, emitted_by, payload, created_at)
        SELECT %s, 'file_locked', holder, json_object('filePath', path, 'lockedBy', 'member', 'expiresAt', '2026-01-01T00:00:00Z', 'fencingToken', token), at
        FROM (SELECT token AS i, path, holder, token, locked_at AS at FROM locks)
        """
            .formatted(NEW_ID));
    STATEMENTS.put(
        "subscribers",
        """
        INSERT INTO subscriptions (peer_id, types, cursor)
        SELECT %s, 'PEER_JOINED PEER_LEFT FILE_LOCKED FILE_UNLOCKED MESSAGE_SENT', i FROM n
        """
            .formatted(past("i")));
    STATEMENTS.put(
        "values",
        """
        INSERT INTO state (namespace, key, value, bytes, version, updated_by, updated_at)
        SELECT 'project-' || (i %% 100), 'key-' || i, 'value', 15, 1, %s, :begin FROM n
        """
            .formatted(past("i")));
    STATEMENTS.put(
        "values: sizes",
        "INSERT INTO namespaces (namespace, bytes) SELECT namespace, SUM(bytes) FROM state GROUP BY namespace");
  }

  private static String past(String number) {
    return PAST.replace("%s", number);
  }

  private static String member(String number) {
    return MEMBER.replace("%s", number);
  }

  /** Fills the database and leaves it as a broker that stopped leaves it. */
  public void fill(Path database) throws SQLException {
    Map<String, Object> values = values();
    try (Connection connection = open(database);
        Statement pragma = connection.createStatement()) {
      pragma.execute("PRAGMA synchronous = OFF");
      pragma.execute("PRAGMA cache_size = -262144");
      connection.setAutoCommit(false);
      for (Map.Entry<String, String> each : STATEMENTS.entrySet()) {
        int count = count(each.getKey());
        if (count > 0) {
          run(connection, numbers(count) + each.getValue(), values);
        }
      }
      connection.commit();
      connection.setAutoCommit(true);
      pragma.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
  }

  private int count(String statement) {
    return switch (statement.split(":", 2)[0]) {
      case "peers" -> amounts.peers();
      case "members" -> amounts.locks() == 0 ? 0 : members;
      case "messages" -> amounts.messages();
      case "locks" -> amounts.locks();
      case "subscribers" -> amounts.subscribers();
      case "values" -> amounts.values();
      default -> throw new IllegalArgumentException(statement);
    };
  }

  private static String numbers(int count) {
    return "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < "
        + count
        + ")\n";
  }

  private Map<String, Object> values() {
    long now = Instant.now().toEpochMilli();
    return Map.of(
        "now",
        now,
        "begin",
        now - AGE.toMillis(),
        "step",
        AGE.toMillis() / Math.max(1, amounts.messages()),
        "locked",
        LOCKED.toMillis(),
        "peers",
        amounts.peers(),
        "members",
        members,
        "directory",
        directory.toString(),
        "filler",
        "All tests pass, the branch can be merged. ".repeat(3));
  }

  private static void run(Connection connection, String sql, Map<String, Object> values)
      throws SQLException {
    List<Object> parameters = new ArrayList<>();
    Matcher name = NAME.matcher(sql);
    String text =
        name.replaceAll(found -> {
          Object value = values.get(found.group(1));
          if (value == null) {
            return found.group();
          }
          parameters.add(value);
          return "?";
        });
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      statement.executeUpdate();
    }
  }

  /** Throws if something of what was filled in is not there any more; the broker may be running. */
  public void check(Path database) throws SQLException {
    try (Connection connection = open(database)) {
      expect(connection, amounts.peers(), "peers WHERE name LIKE 'past%'");
      expect(connection, amounts.messages(), "messages WHERE seq <= " + amounts.messages());
      expect(
          connection,
          amounts.unread(),
          "messages WHERE read_at IS NULL AND seq <= " + amounts.messages());
      expect(connection, amounts.locks(), "locks WHERE token <= " + amounts.locks());
      expect(
          connection,
          amounts.subscribers(),
          "subscriptions WHERE peer_id LIKE '01900000-0000-7000-8%'");
      expect(connection, amounts.values(), "state WHERE namespace LIKE 'project-%'");
    }
  }

  private static void expect(Connection connection, int expected, String rows) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM " + rows)) {
      result.next();
      if (result.getInt(1) != expected) {
        throw new IllegalStateException(
            "expected " + expected + " rows, found " + result.getInt(1) + ": " + rows);
      }
    }
  }

  private static Connection open(Path database) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + database);
  }
}
