package io.slmmesh.broker.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements on one connection, preparing each text once. Parameters are always bound. Used by
 * one thread at a time.
 */
public final class Sql implements AutoCloseable {
  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  Sql(Connection connection) {
    this.connection = connection;
  }

  /** Rows of a query, in order. */
  public <T> List<T> list(String sql, Function<Row, T> mapper, @Nullable Object... parameters) {
    var rows = new ArrayList<T>();
    try (ResultSet result = bind(sql, parameters).executeQuery()) {
      var row = new Row(result);
      while (result.next()) {
        rows.add(mapper.apply(row));
      }
    } catch (SQLException e) {
      throw failed(sql, e);
    }
    return rows;
  }

  /** The first row of a query, if there is one. */
  public <T> Optional<T> first(
      String sql, Function<Row, T> mapper, @Nullable Object... parameters) {
    List<T> rows = list(sql, mapper, parameters);
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
  }

  /** The value of a query whose one row has the column {@code n}. */
  public long number(String sql, @Nullable Object... parameters) {
    return first(sql, row -> row.number("n"), parameters).orElse(0L);
  }

  /** Runs a change and tells how many rows it touched. */
  public int update(String sql, @Nullable Object... parameters) {
    try {
      return bind(sql, parameters).executeUpdate();
    } catch (SQLException e) {
      throw failed(sql, e);
    }
  }

  /**
   * Runs a statement that is neither query nor change, such as {@code BEGIN} or a {@code PRAGMA}.
   */
  public void run(String sql) {
    try {
      bind(sql).execute();
    } catch (SQLException e) {
      throw failed(sql, e);
    }
  }

  /** Runs a script of several statements. */
  void script(String statements) {
    try (var statement = connection.createStatement()) {
      statement.executeUpdate(statements);
    } catch (SQLException e) {
      throw StoreException.of(e);
    }
  }

  /** The driver has finalized a statement that failed: the next use must prepare it anew. */
  private RuntimeException failed(String sql, SQLException cause) {
    try (PreparedStatement _ = prepared.remove(sql)) {
      return StoreException.of(cause);
    } catch (SQLException e) {
      cause.addSuppressed(e);
      return StoreException.of(cause);
    }
  }

  private PreparedStatement bind(String sql, @Nullable Object... parameters) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    for (int i = 0; i < parameters.length; i++) {
      set(statement, i + 1, parameters[i]);
    }
    return statement;
  }

  /** No pattern switch: its first use would take longer than opening the database. */
  @SuppressWarnings("IfChainToSwitch") // told above
  private static void set(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    if (value == null) {
      statement.setObject(index, null);
    } else if (value instanceof String text) {
      statement.setString(index, text);
    } else if (value instanceof Long || value instanceof Integer) {
      statement.setLong(index, ((Number) value).longValue());
    } else if (value instanceof Boolean bool) {
      statement.setLong(index, bool ? 1 : 0);
    } else if (value instanceof Instant time) {
      statement.setLong(index, time.toEpochMilli());
    } else {
      throw new IllegalArgumentException("no SQL form: " + value.getClass());
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw StoreException.of(e);
    }
  }
}
