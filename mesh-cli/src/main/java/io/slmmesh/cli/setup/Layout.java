package io.slmmesh.cli.setup;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.cli.setup.Node.Branch;
import io.slmmesh.cli.setup.Node.Holder;
import io.slmmesh.cli.setup.Node.Piece;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a JSON text is laid out, so that what comes in looks like what is there.
 *
 * @param unit one step of indentation
 * @param newline how lines end
 * @param oneLine whether the whole text is one line
 */
record Layout(String text, String unit, String newline, boolean oneLine) {
  private static final String BLANK = " \t\r\n";

  static Layout of(String text, @Nullable Node root) {
    int end = text.indexOf('\n');
    String newline = end > 0 && text.charAt(end - 1) == '\r' ? "\r\n" : "\n";
    String unit = "";
    boolean oneLine = false;
    if (root instanceof Branch branch && !branch.pieces().isEmpty()) {
      oneLine = text.substring(branch.start(), branch.end()).indexOf('\n') < 0;
      int first = branch.pieces().getFirst().start();
      unit = beginsLine(text, first) ? indentation(text, first) : "";
    }
    return new Layout(text, unit.isEmpty() ? "  " : unit, newline, oneLine);
  }

  /**
   * A new piece as it stands behind the others, or alone in empty brackets.
   *
   * @param name with its colon; empty in an array
   */
  String entry(Holder within, String name, @Nullable Object value) {
    List<? extends Piece> others = within.pieces();
    boolean one = text.substring(within.start(), within.end()).indexOf('\n') < 0;
    if (one && (oneLine || !others.isEmpty())) {
      return (others.isEmpty() ? "" : " ") + name + flat(value);
    }
    String indent =
        !others.isEmpty() && beginsLine(text, others.getLast().start())
            ? indentation(text, others.getLast().start())
            : indentation(text, within.start()) + unit;
    return newline + indent + name + pretty(value, indent);
  }

  /** What stands between the first piece in brackets that were empty and their end. */
  String ending(Holder within, int inked) {
    String blank = text.substring(inked, within.end() - 1);
    return oneLine || blank.indexOf('\n') >= 0
        ? blank
        : newline + indentation(text, within.start());
  }

  /** A value over several lines, its further lines indented; a list without objects on one. */
  String pretty(@Nullable Object value, String indent) {
    String deeper = indent + unit;
    if (value instanceof JsonObject object && !object.members().isEmpty()) {
      return object.members().entrySet().stream()
          .map(member ->
              deeper + Json.text(member.getKey()) + ": " + pretty(member.getValue(), deeper))
          .collect(Collectors.joining("," + newline, "{" + newline, newline + indent + "}"));
    }
    if (value instanceof List<?> list && list.stream().anyMatch(JsonObject.class::isInstance)) {
      return list.stream()
          .map(each -> deeper + pretty(each, deeper))
          .collect(Collectors.joining("," + newline, "[" + newline, newline + indent + "]"));
    }
    return flat(value);
  }

  /** A value on one line. */
  static String flat(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(Layout::flat).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof JsonObject object) {
      return object.members().entrySet().stream()
          .map(member -> Json.text(member.getKey()) + ": " + flat(member.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return Json.text(value);
  }

  /** Behind the last character before {@code end} that is no white space. */
  int inkBefore(int end) {
    int at = end;
    while (at > 0 && BLANK.indexOf(text.charAt(at - 1)) >= 0) {
      at--;
    }
    return at;
  }

  /** The first character from {@code start} on that is no white space. */
  int inkAfter(int start) {
    int at = start;
    while (at < text.length() && BLANK.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  /** Behind the spaces that follow on the same line. */
  int blanksAfter(int start) {
    int at = start;
    while (at < text.length() && " \t".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  /** Whether nothing else stands on the lines that this takes. */
  boolean ownLine(int start, int end) {
    int after = blanksAfter(end);
    return beginsLine(text, start)
        && (after == text.length() || "\r\n".indexOf(text.charAt(after)) >= 0);
  }

  /** The end of the line before. */
  int lineBefore(int at) {
    int end = text.lastIndexOf('\n', at);
    return end > 0 && text.charAt(end - 1) == '\r' ? end - 1 : end;
  }

  /** Whether a comment that began after {@code from} goes to the end of its line. */
  boolean inLineComment(int from, int at) {
    int line = text.lastIndexOf('\n', at - 1) + 1;
    return text.substring(Math.min(at, Math.max(from, line)), at).contains("//");
  }

  private static boolean beginsLine(String text, int at) {
    int line = text.lastIndexOf('\n', at);
    return line >= 0 && text.substring(line, at).isBlank();
  }

  /** The white space at the beginning of the line. */
  private static String indentation(String text, int at) {
    int line = text.lastIndexOf('\n', at) + 1;
    int end = line;
    while (end < at && " \t".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    return text.substring(line, end);
  }
}
