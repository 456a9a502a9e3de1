package io.slmmesh.broker.config;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** The values of all settings. */
public final class Settings {
  private final Map<Setting, Long> values = new EnumMap<>(Setting.class);

  /**
   * Reads the settings of {@code environment}.
   *
   * @throws IllegalArgumentException with a one-line message when a value is no number or out of
   *     range
   */
  public Settings(Map<String, String> environment) {
    for (Setting setting : Setting.values()) {
      String text = environment.get(setting.variable());
      values.put(
          setting,
          text == null || text.isBlank() ? setting.standard() : parse(setting, text.strip()));
    }
  }

  private static long parse(Setting setting, String text) {
    try {
      long value = Long.parseLong(text);
      if (value >= setting.least() && value <= setting.most()) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Refused below, like a number out of range.
    }
    throw new IllegalArgumentException(
        setting.variable()
            + " is \""
            + text
            + "\"; it must be "
            + setting.least()
            + " to "
            + setting.most()
            + " "
            + setting.unit()
            + " (default "
            + setting.standard()
            + ")");
  }

  public long number(Setting setting) {
    return values.getOrDefault(setting, setting.standard());
  }

  /** The value of a setting in milliseconds. */
  public Duration millis(Setting setting) {
    return Duration.ofMillis(number(setting));
  }
}
