package io.slmmesh.cli.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows in columns that fit the width of the terminal: the widest columns give way first. */
public final class Table {
  /** Where no column holds paths. */
  public static final int NO_PATH = -1;

  private static final int GAP = 2;
  private static final int LEAST = 6;

  private final List<String> headers;
  private final int pathColumn;
  private final List<List<Text>> rows = new ArrayList<>();

  /**
   * @param pathColumn the column whose end is kept when it must be cut, or {@link #NO_PATH}
   */
  public Table(int pathColumn, String... headers) {
    this.pathColumn = pathColumn;
    this.headers = List.of(headers);
  }

  public Table row(Text... cells) {
    rows.add(List.of(cells));
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  List<List<Text>> lines(int width) {
    int[] widths = fit(width);
    List<List<Text>> lines = new ArrayList<>();
    lines.add(line(headers.stream().map(Text::dim).toList(), widths));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private int[] fit(int width) {
    int[] widths = headers.stream().mapToInt(Width::of).toArray();
    for (List<Text> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], Width.of(row.get(i).value()));
      }
    }
    int room = width - GAP * (widths.length - 1);
    while (Arrays.stream(widths).sum() > room) {
      int widest = widest(widths);
      if (widths[widest] <= LEAST) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  private static int widest(int[] widths) {
    int widest = 0;
    for (int i = 1; i < widths.length; i++) {
      if (widths[i] >= widths[widest]) {
        widest = i;
      }
    }
    return widest;
  }

  private List<Text> line(List<Text> cells, int[] widths) {
    List<Text> line = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      Text cell = cells.get(i);
      String value =
          i == pathColumn
              ? Width.tail(cell.value(), widths[i])
              : Width.head(cell.value(), widths[i]);
      line.add(new Text(value, cell.style()));
      if (i < widths.length - 1) {
        line.add(Text.of(" ".repeat(widths[i] - Width.of(value) + GAP)));
      }
    }
    return line;
  }
}
