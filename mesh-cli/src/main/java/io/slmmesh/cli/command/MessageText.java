package io.slmmesh.cli.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A text given as words, or on stdin. */
final class MessageText {
  static final String TYPES = "text (without it), json, command or alert; a label for the reader.";

  private static final String STDIN = "-";
  private static final int MOST = 2 << 20;

  private MessageText() {}

  /** The words with spaces between; a single {@code -} stands for all of stdin. */
  static String of(List<String> words, Invocation invocation) throws IOException {
    if (!words.equals(List.of(STDIN))) {
      return String.join(" ", words);
    }
    // One byte more than fits, so that too much is refused and not cut.
    byte[] bytes = invocation.in().readNBytes(MOST);
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }
}
