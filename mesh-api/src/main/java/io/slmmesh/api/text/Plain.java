package io.slmmesh.api.text;

import java.util.function.IntFunction;

/**
 * Makes text of others harmless on a terminal and among our own words: every control, format (bidi,
 * zero-width), separator and half character is shown as an escape that can be read.
 */
public final class Plain {
  private Plain() {}

  /** One line: line ends and tabs become spaces. */
  public static String line(String text) {
    return replaced(text, c -> c == '\n' || c == '\t' ? " " : escape(c));
  }

  /** A body of several lines: line ends and tabs stay. */
  public static String block(String text) {
    return replaced(
        text.replace("\r\n", "\n"),
        c -> c == '\n' || c == '\t' ? Character.toString(c) : escape(c));
  }

  /** JSON that was written by a program; means the same, and holds no such character raw. */
  public static String json(String json) {
    return replaced(json, Plain::jsonEscape);
  }

  private static String replaced(String text, IntFunction<String> replacement) {
    int first = 0;
    while (first < text.length() && isHarmless(text.charAt(first))) {
      first++;
    }
    if (first == text.length()) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, first);
    text.substring(first)
        .codePoints()
        .forEach(c -> {
          if (isHostile(c)) {
            out.append(replacement.apply(c));
          } else {
            out.appendCodePoint(c);
          }
        });
    return out.toString();
  }

  /** Spares ordinary text the look into the tables of Unicode. */
  private static boolean isHarmless(char c) {
    return c >= ' ' && c < 0x7f;
  }

  private static boolean isHostile(int c) {
    if (c >= ' ' && c < 0x7f) {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  private static String escape(int c) {
    if (c < 0x100) {
      return String.format("\\x%02x", c);
    }
    return c < 0x10000 ? String.format("\\u%04x", c) : String.format("\\u{%x}", c);
  }

  private static String jsonEscape(int c) {
    StringBuilder out = new StringBuilder(12);
    for (char unit : Character.toChars(c)) {
      out.append(String.format("\\u%04x", (int) unit));
    }
    return out.toString();
  }
}
