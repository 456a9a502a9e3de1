package io.slmmesh.cli.setup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A change as a unified diff. One line of context: more would show what others keep secret beside
 * us.
 */
final class Diff {
  private static final int CONTEXT = 1;

  /** A file without line ends would fill the screen. */
  private static final int LONGEST = 500;

  /** Of lines on both sides that are compared; where more differs, all of it is one piece. */
  private static final int LARGEST = 1_000_000;

  private static final Pattern AFTER_LINE_END = Pattern.compile("(?<=\n)");

  private final List<Row> rows = new ArrayList<>();

  /** A line and whether it stays ({@code ' '}), goes or comes. */
  private record Row(char mark, String line) {
    boolean stays() {
      return mark == ' ';
    }
  }

  private Diff(List<String> before, List<String> after) {
    int most = Math.min(before.size(), after.size());
    int same = common(before, after, most);
    int tail = common(before.reversed(), after.reversed(), most - same);
    add(' ', before.subList(0, same));
    compare(before.subList(same, before.size() - tail), after.subList(same, after.size() - tail));
    add(' ', before.subList(before.size() - tail, before.size()));
  }

  static List<String> lines(Path file, Change change) {
    var lines = new ArrayList<String>();
    lines.add("--- " + (change.before() == null ? "/dev/null" : file));
    lines.add("+++ " + (change.after() == null ? "/dev/null" : file));
    new Diff(split(change.before()), split(change.after())).pieces(lines);
    return List.copyOf(lines);
  }

  /** With the line ends: a line that has none is another one. */
  private static List<String> split(@Nullable String text) {
    return text == null || text.isEmpty() ? List.of() : List.of(AFTER_LINE_END.split(text));
  }

  private static int common(List<String> one, List<String> other, int most) {
    int count = 0;
    while (count < most && one.get(count).equals(other.get(count))) {
      count++;
    }
    return count;
  }

  private void add(char mark, List<String> lines) {
    lines.forEach(line -> rows.add(new Row(mark, line)));
  }

  /** By the longest common subsequence. */
  private void compare(List<String> old, List<String> fresh) {
    int[][] longest = longest(old, fresh);
    int i = 0;
    int j = 0;
    while (longest.length > 0 && i < old.size() && j < fresh.size()) {
      if (old.get(i).equals(fresh.get(j))) {
        rows.add(new Row(' ', old.get(i++)));
        j++;
      } else if (longest[i + 1][j] >= longest[i][j + 1]) {
        rows.add(new Row('-', old.get(i++)));
      } else {
        rows.add(new Row('+', fresh.get(j++)));
      }
    }
    add('-', old.subList(i, old.size()));
    add('+', fresh.subList(j, fresh.size()));
  }

  /** How many lines the rests of both have in common; empty if they are too long to tell. */
  private static int[][] longest(List<String> old, List<String> fresh) {
    if ((long) old.size() * fresh.size() > LARGEST) {
      return new int[0][];
    }
    int[][] longest = new int[old.size() + 1][fresh.size() + 1];
    for (int i = old.size() - 1; i >= 0; i--) {
      for (int j = fresh.size() - 1; j >= 0; j--) {
        longest[i][j] =
            old.get(i).equals(fresh.get(j))
                ? longest[i + 1][j + 1] + 1
                : Math.max(longest[i + 1][j], longest[i][j + 1]);
      }
    }
    return longest;
  }

  private void pieces(List<String> lines) {
    int at = 0;
    while (at < rows.size()) {
      if (rows.get(at).stays()) {
        at++;
        continue;
      }
      int end = endOfPiece(at);
      int from = Math.max(0, at - CONTEXT);
      int to = Math.min(rows.size(), end + CONTEXT);
      lines.add("@@ -" + range('+', from, to) + " +" + range('-', from, to) + " @@");
      rows.subList(from, to).forEach(row -> show(row, lines));
      at = to;
    }
  }

  /** Where no change follows so closely that the context of both would meet. */
  private int endOfPiece(int start) {
    int end = start;
    for (int i = start; i < rows.size() && i - end <= 2 * CONTEXT; i++) {
      end = rows.get(i).stays() ? end : i + 1;
    }
    return end;
  }

  /** The lines of one side; those of the other have this mark. */
  private String range(char other, int from, int to) {
    long before = rows.subList(0, from).stream().filter(row -> row.mark() != other).count();
    long count = rows.subList(from, to).stream().filter(row -> row.mark() != other).count();
    return (count == 0 ? before : before + 1) + "," + count;
  }

  private static void show(Row row, List<String> lines) {
    String shown = row.line().stripTrailing();
    lines.add(row.mark() + (shown.length() > LONGEST ? shown.substring(0, LONGEST) + "…" : shown));
    if (!row.line().endsWith("\n")) {
      lines.add("\\ No newline at end of file");
    }
  }
}
