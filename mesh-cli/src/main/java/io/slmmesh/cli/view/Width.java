package io.slmmesh.cli.view;

/** How many columns of a terminal a text takes, and how it is cut to fewer. */
final class Width {
  private static final String ELLIPSIS = "…";

  private Width() {}

  static int of(String text) {
    return text.codePoints().map(Width::of).sum();
  }

  private static int of(int c) {
    if (c < 0x300) {
      return 1;
    }
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    return isWide(c) ? 2 : 1;
  }

  /** East Asian wide and full-width characters, and pictographs. */
  private static boolean isWide(int c) {
    return (c >= 0x1100 && c <= 0x115f)
        || (c >= 0x2e80 && c <= 0xa4cf)
        || (c >= 0xac00 && c <= 0xd7a3)
        || (c >= 0xf900 && c <= 0xfaff)
        || (c >= 0xfe30 && c <= 0xfe6f)
        || (c >= 0xff00 && c <= 0xff60)
        || (c >= 0xffe0 && c <= 0xffe6)
        || (c >= 0x1f300 && c <= 0x1faff)
        || (c >= 0x20000 && c <= 0x3fffd);
  }

  /** The beginning of a text, with an ellipsis if something was cut. */
  static String head(String text, int columns) {
    return of(text) <= columns ? text : prefix(text, columns - 1) + ELLIPSIS;
  }

  /** The end of a text, with an ellipsis if something was cut: what matters of a path. */
  static String tail(String text, int columns) {
    if (of(text) <= columns) {
      return text;
    }
    String reversed = new StringBuilder(text).reverse().toString();
    return ELLIPSIS + new StringBuilder(prefix(reversed, columns - 1)).reverse();
  }

  private static String prefix(String text, int columns) {
    int taken = 0;
    int at = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      taken += of(c);
      if (taken > columns) {
        break;
      }
      at += Character.charCount(c);
    }
    return text.substring(0, at);
  }
}
