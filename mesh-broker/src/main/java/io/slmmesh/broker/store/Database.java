package io.slmmesh.broker.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/** Opens connections to the database file with the settings that our promises need. */
final class Database {
  private static final String ACCESS =
      "PRAGMA busy_timeout = 5000; PRAGMA mmap_size = 0; PRAGMA foreign_keys = ON; PRAGMA cache_size = -4096;";

  private Database() {}

  /** How much a commit must survive. */
  enum Durability {
    /** The loss of power. */
    FULL,
    /** The death of the broker. */
    NORMAL
  }

  static Sql openWriter(Path file, Durability durability) {
    createPrivately(file);
    Sql sql = open(file);
    try {
      sql.script(
          ACCESS
              + "PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 16777216; PRAGMA synchronous = "
              + durability
              + ";"
              + "PRAGMA fullfsync = 1; PRAGMA checkpoint_fullfsync = 1;");
      refuseOldLibrary(sql);
      return sql;
    } catch (RuntimeException e) {
      sql.close();
      throw e;
    }
  }

  static Sql openReader(Path file) {
    Sql sql = open(file);
    sql.script(ACCESS + "PRAGMA query_only = ON;");
    return sql;
  }

  /**
   * Can't change anything, not even by closing, which of others moves the log into the file.
   *
   * @param hasLog whether there is a log; without one SQLite must be told that there will be none
   */
  static Sql openInspector(Path file, boolean hasLog) {
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    String uri = "file:" + file.toUri().getRawPath() + (hasLog ? "" : "?immutable=1");
    return open(uri, config.toProperties());
  }

  private static Sql open(Path file) {
    return open(file.toString(), new Properties());
  }

  private static Sql open(String file, Properties properties) {
    try {
      // The driver would else ask for the last row id after every change.
      properties.setProperty("jdbc.get_generated_keys", "false");
      return new Sql(JDBC.createConnection("jdbc:sqlite:" + file, properties));
    } catch (SQLException e) {
      throw StoreException.of(e);
    }
  }

  /**
   * SQLite gives its side files the mode of the database, so this one call keeps all of them
   * private.
   */
  static void createPrivately(Path file) {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      // It was made like this at the first start.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Before 3.51.3, two connections that write and checkpoint at once could damage the file. */
  private static void refuseOldLibrary(Sql sql) {
    String version =
        sql.first("SELECT sqlite_version() AS version", row -> row.text("version")).orElseThrow();
    String[] part = version.split("\\.", -1);
    int number =
        Integer.parseInt(part[0]) * 1_000_000
            + Integer.parseInt(part[1]) * 1_000
            + Integer.parseInt(part[2]);
    if (number < 3_051_003) {
      throw new IllegalStateException(
          "SQLite " + version + " is loaded; 3.51.3 or newer is needed (WAL-reset bug)");
    }
  }
}
