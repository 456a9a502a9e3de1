package io.slmmesh.cli.view;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Times as people say them, relative to one moment. */
public record Ago(Instant now) {
  /** A time of the wire, such as "3 m ago" or "in 9 m"; empty if there is none. */
  public String of(@Nullable String time) {
    if (time == null) {
      return "";
    }
    try {
      return of(Instant.parse(time));
    } catch (DateTimeParseException notATime) {
      return time;
    }
  }

  String of(Instant time) {
    Duration past = Duration.between(time, now);
    if (past.isNegative()) {
      return "in " + length(past.negated().plusMillis(500));
    }
    return past.toSeconds() == 0 ? "now" : length(past) + " ago";
  }

  /** A length in its largest unit, cut. */
  public static String length(Duration length) {
    if (length.toMinutes() == 0) {
      return length.toSeconds() + " s";
    }
    if (length.toHours() == 0) {
      return length.toMinutes() + " m";
    }
    return length.toDays() == 0 ? length.toHours() + " h" : length.toDays() + " d";
  }
}
