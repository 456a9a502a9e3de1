package io.slmmesh.cli.setup;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.cli.setup.Node.Branch;
import io.slmmesh.cli.setup.Node.Member;
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
    if (root instanceof Branch branch && !branch.members().isEmpty()) {
      oneLine = text.substring(branch.start(), branch.end()).indexOf('\n') < 0;
      int first = branch.members().getFirst().start();
      unit = beginsLine(text, first) ? indentation(text, first) : "";
    }
    return new Layout(text, unit.isEmpty() ? "  " : unit, newline, oneLine);
  }

  /** A new member as it stands behind the others, or alone in an empty object. */
  String entry(Branch within, String name, Object value) {
    String named = Json.text(name) + ": ";
    List<Member> members = within.members();
    boolean one = text.substring(within.start(), within.end()).indexOf('\n') < 0;
    if (one && (oneLine || !members.isEmpty())) {
      return (members.isEmpty() ? "" : " ") + named + flat(value);
    }
    String indent =
        !members.isEmpty() && beginsLine(text, members.getLast().start())
            ? indentation(text, members.getLast().start())
            : indentation(text, within.start()) + unit;
    return newline + indent + named + pretty(value, indent);
  }

  /** What stands between the first member of an object that was empty and its end. */
  String ending(Branch within, int inked) {
    String blank = text.substring(inked, within.end() - 1);
    return oneLine || blank.indexOf('\n') >= 0
        ? blank
        : newline + indentation(text, within.start());
  }

  /** A value over several lines, its further lines indented. */
  String pretty(@Nullable Object value, String indent) {
    if (!(value instanceof JsonObject object) || object.members().isEmpty()) {
      return flat(value);
    }
    String deeper = indent + unit;
    return object.members().entrySet().stream()
        .map(member ->
            deeper + Json.text(member.getKey()) + ": " + pretty(member.getValue(), deeper))
        .collect(Collectors.joining("," + newline, "{" + newline, newline + indent + "}"));
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
