package io.slmmesh.cli.setup;

import java.io.Serial;

/** A file cannot be edited as it is. The message names the line. */
final class NotUnderstood extends Exception {
  @Serial private static final long serialVersionUID = 1;

  /**
   * @param offset where in the text it is seen
   */
  NotUnderstood(String text, int offset, String problem) {
    super(
        "line "
            + (1 + text.substring(0, offset).chars().filter(c -> c == '\n').count())
            + ": "
            + problem);
  }
}
