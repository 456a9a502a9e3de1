package io.slmmesh.cli.setup;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of a file.
 *
 * @param before its text, {@code null} if it is not there
 * @param after its new text, {@code null} if it goes
 * @param way what that is to what was kept
 */
record Change(@Nullable String before, @Nullable String after, Way way) {
  /** What a change is to what was kept of the file. */
  enum Way {
    /** The first of them keeps the file as it is. */
    FORTH,
    /** The file is again as it was, and nothing needs to be kept. */
    BACK,
    /** Only the entry goes, because the file has changed otherwise too. */
    CUT
  }
}
