package io.slmmesh.cli.setup;

import java.util.List;

/**
 * A statement of a TOML text.
 *
 * @param key the names as they stand there: of a table, or of a value within the table above
 * @param start where its first line begins
 * @param end behind the end of its last line
 * @param value a text, a list, a boolean, or as it is written; empty for a table
 */
record Statement(
    Kind kind, List<String> key, int start, int end, int valueStart, int valueEnd, Object value) {
  /** What it is. */
  enum Kind {
    /** {@code [a.b]}. */
    TABLE,
    /** {@code [[a.b]]}. */
    ARRAY,
    /** {@code a.b = 1}. */
    PAIR
  }
}
