package io.slmmesh.broker.mcp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the id of a request of which only the two ends are left, so that its sender gets an answer.
 * An id counts only where it must belong to the request itself: before anything nested begins, or
 * as the last member before the one brace that ends the line.
 */
final class OversizeLine {
  private static final String ID = "\"id\"\\s*:\\s*(\\d{1,18}|\"[^\"\\\\]{0,200}\")";
  private static final Pattern AT_START = Pattern.compile("^\\s*\\{[^{}\\[\\]]*?" + ID);
  private static final Pattern AT_END =
      Pattern.compile(
          "[}\\]\"\\w]\\s*,\\s*" + ID + "\\s*(?:,\\s*\"jsonrpc\"\\s*:\\s*\"2\\.0\"\\s*)?\\}\\s*$");

  private OversizeLine() {}

  /** The id as JSON-RPC has it, or {@code null} if it can't be known. */
  static @Nullable Object id(String head, String tail) {
    Matcher start = AT_START.matcher(head);
    Matcher end = AT_END.matcher(tail);
    String found = start.find() ? start.group(1) : end.find() ? end.group(1) : null;
    if (found == null) {
      return null;
    }
    return found.startsWith("\"") ? found.substring(1, found.length() - 1) : Long.valueOf(found);
  }
}
