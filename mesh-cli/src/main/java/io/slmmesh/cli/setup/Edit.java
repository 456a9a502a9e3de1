package io.slmmesh.cli.setup;

import java.nio.file.Path;

/** What setup writes at one place of one file, and how it finds that again. */
sealed interface Edit permits Entry, Hook, Plugin {
  Path file();

  /** How it stands in a text of the file. */
  Standing in(String text) throws NotUnderstood;

  /** The text with it; of an older one that stands there only the command changes. */
  String put(String text) throws NotUnderstood;

  /** The text without it; it must be there. */
  String remove(String text) throws NotUnderstood;

  /** The same edit by the command that stands in the text. */
  Edit likeIn(String text) throws NotUnderstood;
}
