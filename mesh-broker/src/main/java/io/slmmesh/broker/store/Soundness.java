package io.slmmesh.broker.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Whether a database that was not closed is still sound. SQLite recovers from the death of its
 * process by itself; this check is for what it can't repair, damaged pages.
 */
final class Soundness {
  /** Up to this size the check takes tens of milliseconds; sessions wait for it. */
  private static final long CHECKED_AT_START = 32L << 20;

  private Soundness() {}

  /**
   * Whether the last broker did not close the database, or met damage in it. Must be asked before
   * it is opened.
   */
  static boolean inDoubt(Path file) {
    return Files.exists(file.resolveSibling(file.getFileName() + "-wal"))
        || Files.exists(suspicion(file));
  }

  /**
   * A log without its database: SQLite would begin anew and delete it.
   *
   * @throws StoreException of kind {@code DAMAGED}
   */
  static void checkFiles(Path file) {
    Path log = Quarantine.part(file, Quarantine.LOG);
    if (size(file) == 0 && size(log) > 0) {
      throw damaged("the file is empty and its log is not");
    }
  }

  private static StoreException damaged(String verdict) {
    return new StoreException(
        StoreException.Kind.DAMAGED, new SQLiteException(verdict, SQLiteErrorCode.SQLITE_CORRUPT));
  }

  /**
   * Checks all pages, unless the file is so large that sessions would have to wait: then damage is
   * found when a damaged page is used. A file under suspicion is checked whatever that takes, its
   * indexes too.
   *
   * @throws StoreException of kind {@code DAMAGED}
   */
  static void check(Path file) {
    if (size(file) == 0) {
      clear(file);
      return;
    }
    boolean suspected = Files.exists(suspicion(file));
    if (size(file) > CHECKED_AT_START && !suspected) {
      return;
    }
    String pragma = suspected ? "integrity_check" : "quick_check";
    boolean hasLog = Files.exists(Quarantine.part(file, Quarantine.LOG));
    try (Sql sql = Database.openInspector(file, hasLog)) {
      String verdict =
          sql.first("PRAGMA " + pragma + "(1)", row -> row.text(pragma)).orElse("no answer");
      if (!verdict.equals("ok")) {
        throw damaged(verdict.replaceAll("\\s+", " "));
      }
    }
    clear(file);
  }

  /** Leaves a mark that the next start must check the file whatever its size. */
  static void suspect(Path file) {
    try {
      if (!Files.exists(suspicion(file))) {
        Files.createFile(suspicion(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void clear(Path file) {
    try {
      Files.deleteIfExists(suspicion(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path suspicion(Path file) {
    return file.resolveSibling(file.getFileName() + ".suspect");
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
