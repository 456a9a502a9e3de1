package io.slmmesh.broker.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the one value of a git configuration file that concerns us. {@code include} is not
 * followed, and a value that is none of the modes counts as not there.
 */
final class GitConfig {
  private static final long LARGEST = 1 << 20;
  private static final String SECTION = "[slm-mesh]";
  private static final String KEY = "guard";

  private GitConfig() {}

  /** The last {@code slm-mesh.guard} in the file, as git takes the last one. */
  static Optional<Mode> guard(Path file) {
    Optional<Mode> found = Optional.empty();
    boolean inSection = false;
    for (String line : lines(file)) {
      String text = line.strip();
      if (text.startsWith("[")) {
        int end = text.indexOf(']') + 1;
        inSection = text.substring(0, end).toLowerCase(Locale.ROOT).equals(SECTION);
        text = text.substring(end).strip();
      }
      int equals = text.indexOf('=');
      if (inSection && equals > 0 && text.substring(0, equals).strip().equalsIgnoreCase(KEY)) {
        Optional<Mode> mode = Mode.of(value(text.substring(equals + 1)));
        found = mode.isPresent() ? mode : found;
      }
    }
    return found;
  }

  private static String value(String text) {
    return text.split("[#;]", 2)[0].replace("\"", "");
  }

  private static Iterable<String> lines(Path file) {
    try {
      return Files.size(file) > LARGEST ? List.of() : Files.readString(file).lines().toList();
    } catch (IOException | IllegalArgumentException missing) {
      return List.of();
    }
  }
}
