package io.slmmesh.cli.command;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ISetter;

/** What was given for an option or an argument. The parser sets it before the word runs. */
final class Given<T> implements ISetter {
  private final Consumer<T> taker;
  private @Nullable T value;

  Given() {
    this(_ -> {});
  }

  /** {@code taker} is told too, when something was given. */
  Given(Consumer<T> taker) {
    this.taker = taker;
  }

  /** Called with what the option's type says, and with {@code null} before anything is read. */
  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <V> @Nullable V set(@Nullable V given) {
    V before = (V) value;
    value = (T) given;
    if (given != null) {
      taker.accept((T) given);
    }
    return before;
  }

  @Nullable T orNull() {
    return value;
  }

  T or(T standard) {
    return value == null ? standard : value;
  }

  boolean isGiven() {
    return value != null;
  }
}
