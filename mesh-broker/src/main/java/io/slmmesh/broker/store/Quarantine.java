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
  private static final List<String> PARTS = List.of("", "-wal", "-shm");

  private Quarantine() {}

  /**
   * Moves the files to {@code <file>.damaged-<millis>} and so on; returns the new place of the
   * database.
   */
  static Path move(Path file, long millis) {
    String aside = file.getFileName() + ".damaged-" + millis;
    try {
      for (String part : PARTS) {
        Path source = file.resolveSibling(file.getFileName() + part);
        if (Files.exists(source)) {
          Files.move(source, file.resolveSibling(aside + part), StandardCopyOption.ATOMIC_MOVE);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot put the damaged database aside", e);
    }
    return file.resolveSibling(aside);
  }
}
