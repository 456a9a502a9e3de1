package io.slmmesh.broker.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Puts a damaged database aside, whole: the file, its log and its index. Nothing is ever deleted.
 */
final class Quarantine {
  static final String LOG = "-wal";
  private static final List<String> PARTS = List.of("", LOG, "-shm");

  private Quarantine() {}

  /**
   * Moves the files to {@code <file>.damaged-<millis>} and so on; returns the new place of the
   * database.
   */
  static Path move(Path file, long millis) {
    return move(file, millis, PARTS);
  }

  /** Moves only the log; returns its new place. */
  static Path moveLog(Path file, long millis) {
    return part(move(file, millis, List.of(LOG)), LOG);
  }

  private static Path move(Path file, long millis, List<String> parts) {
    Path aside = free(file, millis);
    try {
      for (String part : parts) {
        if (Files.exists(part(file, part))) {
          Files.move(part(file, part), part(aside, part), StandardCopyOption.ATOMIC_MOVE);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot put the damaged database aside", e);
    }
    return aside;
  }

  /** A place that holds nothing yet: a move would replace it silently. */
  private static Path free(Path file, long millis) {
    Path aside = file.resolveSibling(file.getFileName() + ".damaged-" + millis);
    boolean taken = PARTS.stream().anyMatch(part -> Files.exists(part(aside, part)));
    return taken ? free(file, millis + 1) : aside;
  }

  static Path part(Path file, String part) {
    return file.resolveSibling(file.getFileName() + part);
  }
}
