package io.slmmesh.broker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The current row of a query, by column name. */
public final class Row {
  private final ResultSet result;

  Row(ResultSet result) {
    this.result = result;
  }

  public String text(String column) {
    String value = optionalText(column);
    if (value == null) {
      throw new IllegalStateException("column " + column + " is null");
    }
    return value;
  }

  public @Nullable String optionalText(String column) {
    try {
      return result.getString(column);
    } catch (SQLException e) {
      throw StoreException.of(e);
    }
  }

  /** The value as the database holds it. */
  @Nullable Object value(String column) {
    try {
      return result.getObject(column);
    } catch (SQLException e) {
      throw StoreException.of(e);
    }
  }

  public long number(String column) {
    try {
      return result.getLong(column);
    } catch (SQLException e) {
      throw StoreException.of(e);
    }
  }

  /** A length of time, stored in milliseconds. */
  public @Nullable Duration optionalMillis(String column) {
    try {
      long millis = result.getLong(column);
      return result.wasNull() ? null : Duration.ofMillis(millis);
    } catch (SQLException e) {
      throw StoreException.of(e);
    }
  }

  public Instant time(String column) {
    return Instant.ofEpochMilli(number(column));
  }

  public @Nullable Instant optionalTime(String column) {
    try {
      long millis = result.getLong(column);
      return result.wasNull() ? null : Instant.ofEpochMilli(millis);
    } catch (SQLException e) {
      throw StoreException.of(e);
    }
  }
}
