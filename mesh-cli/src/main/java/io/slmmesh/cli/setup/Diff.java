package io.slmmesh.cli.setup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A change as a unified diff of one piece, because what is edited stands together. One line of
 * context: more would show what others keep secret beside us.
 */
final class Diff {
  private static final int CONTEXT = 1;

  /** A file without line ends would fill the screen. */
  private static final int LONGEST = 500;

  private static final Pattern AFTER_LINE_END = Pattern.compile("(?<=\n)");

  private final List<String> before;
  private final List<String> after;

  private Diff(@Nullable String before, @Nullable String after) {
    this.before = split(before);
    this.after = split(after);
  }

  /** With the line ends: a line that has none is another one. */
  private static List<String> split(@Nullable String text) {
    return text == null || text.isEmpty() ? List.of() : List.of(AFTER_LINE_END.split(text));
  }

  static List<String> lines(Path file, Change change) {
    var lines = new ArrayList<String>();
    lines.add("--- " + (change.before() == null ? "/dev/null" : file));
    lines.add("+++ " + (change.after() == null ? "/dev/null" : file));
    lines.addAll(new Diff(change.before(), change.after()).piece());
    return List.copyOf(lines);
  }

  private List<String> piece() {
    int same = common(before, after, Math.min(before.size(), after.size()));
    int tail =
        common(before.reversed(), after.reversed(), Math.min(before.size(), after.size()) - same);
    int from = Math.max(0, same - CONTEXT);
    int oldEnd = before.size() - tail;
    int newEnd = after.size() - tail;
    int more = Math.min(CONTEXT, tail);
    var lines = new ArrayList<String>();
    lines.add("@@ -" + range(from, oldEnd + more) + " +" + range(from, newEnd + more) + " @@");
    add(lines, " ", before.subList(from, same));
    add(lines, "-", before.subList(same, oldEnd));
    add(lines, "+", after.subList(same, newEnd));
    add(lines, " ", before.subList(oldEnd, oldEnd + more));
    return lines;
  }

  private static int common(List<String> one, List<String> other, int most) {
    int count = 0;
    while (count < most && one.get(count).equals(other.get(count))) {
      count++;
    }
    return count;
  }

  private static String range(int from, int end) {
    return (end == from ? from : from + 1) + "," + (end - from);
  }

  private static void add(List<String> lines, String mark, List<String> added) {
    for (String line : added) {
      String shown = line.stripTrailing();
      lines.add(mark + (shown.length() > LONGEST ? shown.substring(0, LONGEST) + "…" : shown));
      if (!line.endsWith("\n")) {
        lines.add("\\ No newline at end of file");
      }
    }
  }
}
