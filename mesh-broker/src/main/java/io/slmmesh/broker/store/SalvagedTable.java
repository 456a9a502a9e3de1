package io.slmmesh.broker.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Copies the rows of one table that can be read, past those that can't. */
final class SalvagedTable {
  /** Reads that may fail, so that a session does not wait for ever. */
  private static final int MOST_FAILURES = 3_000;

  private static final int ROWS_AT_ONCE = 100;

  private final Sql old;
  private final Sql fresh;
  private final String table;
  private final String key;
  private final List<String> columns;
  private final String insert;

  /**
   * @param key the column by which the table is sorted
   */
  SalvagedTable(Sql old, Sql fresh, String table, String key) {
    this.old = old;
    this.fresh = fresh;
    this.table = table;
    this.key = key;
    // Those that an older table does not have yet have defaults.
    this.columns =
        old.list("SELECT name FROM pragma_table_info(?)", row -> row.text("name"), table);
    if (columns.isEmpty()) {
      throw new IllegalStateException("it has no table " + table);
    }
    String places = columns.stream().map(column -> "?").collect(Collectors.joining(", "));
    this.insert = "INSERT OR IGNORE INTO " + table + " (" + names() + ") VALUES (" + places + ")";
  }

  private String names() {
    return String.join(", ", columns);
  }

  /** A row as it was found. */
  private record Found(@Nullable Object key, List<@Nullable Object> values) {}

  private Found found(Row row) {
    var values = new ArrayList<@Nullable Object>();
    columns.forEach(column -> values.add(row.value(column)));
    return new Found(row.value("place"), values);
  }

  private List<Found> read(String condition, int limit, Object... parameters) {
    return old.list(
        "SELECT "
            + key
            + " AS place, "
            + names()
            + " FROM "
            + table
            + " WHERE "
            + condition
            + " LIMIT "
            + limit,
        this::found,
        parameters);
  }

  /** A row that breaks the new table's rules was damaged without being noticed. */
  private void insert(Found row) {
    try {
      int _ = fresh.update(insert, row.values().toArray());
    } catch (StoreException | IllegalArgumentException e) {
      if (e instanceof StoreException store && store.kind() != StoreException.Kind.FAILED) {
        throw e;
      }
    }
  }

  /** Numbers of rows, both included. */
  private record Range(long from, long to) {
    Range above(long number) {
      return new Range(Math.max(from, number + 1), to);
    }

    List<Range> halves() {
      long middle = from + (to - from) / 2;
      return from < to ? List.of(new Range(from, middle), new Range(middle + 1, to)) : List.of();
    }
  }

  /**
   * Copies a table whose key is a number, from 1 to {@code last}. A range that can't be read is
   * halved, down to single rows; breadth first, so that much is there before too many reads have
   * failed.
   */
  void copyRanges(long last) {
    Deque<Range> ranges = new ArrayDeque<>(List.of(new Range(1, last)));
    for (int failures = 0; !ranges.isEmpty() && failures < MOST_FAILURES; ) {
      Range range = ranges.remove();
      try {
        List<Found> rows = rows(range, "", ROWS_AT_ONCE);
        rows.forEach(this::insert);
        Range rest = rows.isEmpty() ? range : range.above(number(rows.getLast()));
        if (rows.size() == ROWS_AT_ONCE && rest.from() > range.from()) {
          ranges.addFirst(rest);
        } else if (!rows(rest, " DESC", 1).isEmpty()) {
          // A key out of order looks like the end to who comes from below.
          failures++;
          ranges.addAll(rest.halves());
        }
      } catch (StoreException e) {
        failures++;
        ranges.addAll(range.halves());
      }
    }
  }

  private List<Found> rows(Range range, String order, int limit) {
    String condition = key + " BETWEEN ? AND ? ORDER BY " + key + order;
    return read(condition, limit, range.from(), range.to());
  }

  /** Its key; one that is no number is damaged and ends its range. */
  private static long number(Found row) {
    return row.key() instanceof Number number ? number.longValue() : Long.MAX_VALUE - 1;
  }

  /** Copies a table whose key is a text: from the first up and, if stopped, from the last down. */
  void copyFromBothEnds() {
    if (!walk(" > ? ORDER BY " + key, "", 1)) {
      boolean _ = walk(" < ? ORDER BY " + key + " DESC", Character.toString(0x10ffff), -1);
    }
  }

  /**
   * Returns whether the end was reached. Damaged pages can lead back to where we were: then it was
   * not.
   */
  private boolean walk(String next, String start, int direction) {
    try {
      String at = start;
      while (true) {
        List<Found> row = read(key + next, 1, at);
        if (row.isEmpty()) {
          return true;
        }
        if (!(row.getFirst().key() instanceof String here) || order(here, at) * direction <= 0) {
          return false;
        }
        insert(row.getFirst());
        at = here;
      }
    } catch (StoreException e) {
      return false;
    }
  }

  /** As SQLite sorts texts. */
  private static int order(String one, String other) {
    return Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8));
  }

  /** Copies one row by its key, if it can be read. */
  void copy(String value) {
    try {
      read(key + " = ?", 1, value).forEach(this::insert);
    } catch (StoreException e) {
      // It is lost.
    }
  }
}
