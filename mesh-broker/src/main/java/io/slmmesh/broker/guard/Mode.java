package io.slmmesh.broker.guard;

import java.util.Locale;
import java.util.Optional;

/** What happens to an edit of a file that another agent holds. */
public enum Mode {
  /** It is denied. */
  ENFORCE,
  /** It goes on, and the agent is told. */
  WARN,
  /** Nothing is claimed and nobody is told. */
  OFF;

  static Optional<Mode> of(String word) {
    for (Mode mode : values()) {
      if (mode.name().equals(word.strip().toUpperCase(Locale.ROOT))) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }
}
