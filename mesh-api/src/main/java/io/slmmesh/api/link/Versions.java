package io.slmmesh.api.link;

/** Which of two versions is the newer one. */
public final class Versions {
  private Versions() {}

  /**
   * Whether {@code left} is newer than {@code right}: numbers are compared part by part, a missing
   * part counts as 0, and a pre-release ({@code 1.0.0-rc1}) is older than its release.
   */
  public static boolean newer(String left, String right) {
    int numbers = compareNumbers(release(left), release(right));
    if (numbers != 0) {
      return numbers > 0;
    }
    String leftTail = preRelease(left);
    String rightTail = preRelease(right);
    if (leftTail.isEmpty() || rightTail.isEmpty()) {
      return leftTail.isEmpty() && !rightTail.isEmpty();
    }
    return leftTail.compareTo(rightTail) > 0;
  }

  private static int compareNumbers(String left, String right) {
    int leftAt = 0;
    int rightAt = 0;
    while (leftAt < left.length() || rightAt < right.length()) {
      int leftEnd = partEnd(left, leftAt);
      int rightEnd = partEnd(right, rightAt);
      int compared = Long.compare(number(left, leftAt, leftEnd), number(right, rightAt, rightEnd));
      if (compared != 0) {
        return compared;
      }
      leftAt = leftEnd + 1;
      rightAt = rightEnd + 1;
    }
    return 0;
  }

  private static int partEnd(String text, int from) {
    int dot = from < text.length() ? text.indexOf('.', from) : -1;
    return dot < 0 ? Math.max(from, text.length()) : dot;
  }

  private static long number(String text, int from, int end) {
    long value = 0;
    for (int i = from; i < end && value < Integer.MAX_VALUE; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private static String release(String version) {
    int dash = version.indexOf('-');
    return dash < 0 ? version : version.substring(0, dash);
  }

  private static String preRelease(String version) {
    int dash = version.indexOf('-');
    return dash < 0 ? "" : version.substring(dash + 1);
  }
}
