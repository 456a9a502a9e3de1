package io.slmmesh.broker.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The schema, step by step. {@code user_version} tells how many steps a database has taken. A step
 * is never edited after its release.
 */
final class Migrations {
  private static final List<String> STEPS =
      List.of(
          """
          CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

          CREATE TABLE origins (id INTEGER PRIMARY KEY, origin TEXT NOT NULL UNIQUE) STRICT;
          INSERT INTO origins VALUES (1, lower(hex(randomblob(16))));

          CREATE TABLE events (
            seq        INTEGER PRIMARY KEY AUTOINCREMENT,
            origin     INTEGER NOT NULL DEFAULT 1 REFERENCES origins (id),
            id         TEXT NOT NULL,
            type       TEXT NOT NULL,
            emitted_by TEXT,
            payload    TEXT NOT NULL,
            created_at INTEGER NOT NULL
          ) STRICT;
          CREATE INDEX events_by_time ON events (created_at);
          CREATE INDEX events_by_type ON events (type, seq);

          CREATE TABLE calls (
            session    TEXT NOT NULL,
            number     INTEGER NOT NULL,
            answer     TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            PRIMARY KEY (session, number)
          ) STRICT, WITHOUT ROWID;

          CREATE TABLE peers (
            id           TEXT PRIMARY KEY,
            name         TEXT NOT NULL UNIQUE COLLATE NOCASE,
            client       TEXT NOT NULL,
            pid          INTEGER NOT NULL,
            directory    TEXT NOT NULL,
            repository   TEXT,
            worktree     TEXT,
            summary      TEXT,
            present      INTEGER NOT NULL,
            started_at   INTEGER NOT NULL,
            last_seen_at INTEGER NOT NULL
          ) STRICT, WITHOUT ROWID;
          CREATE INDEX peers_present ON peers (started_at) WHERE present = 1;

          CREATE TABLE peer_keys (
            key     TEXT PRIMARY KEY,
            peer_id TEXT NOT NULL REFERENCES peers (id)
          ) STRICT, WITHOUT ROWID;

          CREATE TABLE messages (
            seq          INTEGER PRIMARY KEY AUTOINCREMENT,
            id           TEXT NOT NULL UNIQUE,
            from_peer    TEXT NOT NULL REFERENCES peers (id),
            to_peer      TEXT NOT NULL REFERENCES peers (id),
            type         TEXT NOT NULL,
            payload      TEXT NOT NULL,
            created_at   INTEGER NOT NULL,
            delivered_at INTEGER,
            read_at      INTEGER
          ) STRICT;
          CREATE INDEX messages_received ON messages (to_peer, seq);
          CREATE INDEX messages_unread ON messages (to_peer, seq) WHERE read_at IS NULL;
          CREATE INDEX messages_sent ON messages (from_peer, seq);

          CREATE TABLE namespaces (
            namespace TEXT PRIMARY KEY,
            bytes     INTEGER NOT NULL
          ) STRICT, WITHOUT ROWID;
          CREATE TABLE state (
            namespace  TEXT NOT NULL,
            key        TEXT NOT NULL,
            value      TEXT NOT NULL,
            bytes      INTEGER NOT NULL,
            version    INTEGER NOT NULL,
            updated_by TEXT NOT NULL REFERENCES peers (id),
            updated_at INTEGER NOT NULL,
            UNIQUE (namespace, key)
          ) STRICT;

          CREATE TABLE locks (
            token      INTEGER PRIMARY KEY AUTOINCREMENT,
            path       TEXT NOT NULL UNIQUE,
            file_key   TEXT,
            holder     TEXT NOT NULL REFERENCES peers (id),
            reason     TEXT,
            locked_at  INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
          ) STRICT;
          CREATE INDEX locks_by_file ON locks (file_key) WHERE file_key IS NOT NULL;
          CREATE INDEX locks_by_holder ON locks (holder);

          CREATE TABLE subscriptions (
            peer_id TEXT PRIMARY KEY REFERENCES peers (id),
            types   TEXT NOT NULL,
            cursor  INTEGER NOT NULL
          ) STRICT, WITHOUT ROWID;
          """,
          """
          ALTER TABLE peers ADD COLUMN lease INTEGER;
          CREATE INDEX peer_keys_by_peer ON peer_keys (peer_id);
          """,
          """
          ALTER TABLE locks ADD COLUMN claim INTEGER NOT NULL DEFAULT 0;
          ALTER TABLE messages ADD COLUMN offered_at INTEGER;
          ALTER TABLE messages ADD COLUMN hops INTEGER NOT NULL DEFAULT 0;
          ALTER TABLE messages ADD COLUMN held TEXT;
          """);

  private Migrations() {}

  /**
   * Brings the database up to date; an older one with content is copied first to {@code
   * <file>.v<version>.bak}.
   */
  static void apply(Sql sql, Path file) {
    apply(sql, file, STEPS);
  }

  /** The steps that this program knows, for those who want to add some. */
  static List<String> steps() {
    return STEPS;
  }

  static void apply(Sql sql, Path file, List<String> steps) {
    int latest = steps.size();
    int version = (int) sql.number("SELECT user_version AS n FROM pragma_user_version");
    if (version > latest) {
      throw new SchemaTooNewException(file, version, latest);
    }
    if (version == latest) {
      return;
    }
    if (version > 0) {
      backUp(sql, file.resolveSibling(file.getFileName() + ".v" + version + ".bak"));
    }
    String missing = String.join("\n", steps.subList(version, latest));
    sql.script("BEGIN IMMEDIATE;" + missing + "PRAGMA user_version = " + latest + "; COMMIT;");
  }

  private static void backUp(Sql sql, Path copy) {
    try {
      Files.deleteIfExists(copy); // left by an earlier try that did not get further
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Database.createPrivately(copy);
    sql.update("VACUUM INTO ?", copy.toString());
  }
}
