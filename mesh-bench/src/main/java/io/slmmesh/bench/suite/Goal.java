package io.slmmesh.bench.suite;

import java.util.Locale;

/** What a figure should be at most, or at least. A side that is not set counts nothing. */
public record Goal(double p50, double p99, boolean atLeast) {
  public static final Goal NONE = new Goal(Double.NaN, Double.NaN, false);

  public static Goal p50(double most) {
    return new Goal(most, Double.NaN, false);
  }

  public static Goal p99(double most) {
    return new Goal(Double.NaN, most, false);
  }

  public static Goal both(double p50, double p99) {
    return new Goal(p50, p99, false);
  }

  public static Goal atLeast(double p50) {
    return new Goal(p50, Double.NaN, true);
  }

  public boolean isNone() {
    return Double.isNaN(p50) && Double.isNaN(p99);
  }

  public boolean isMetBy(Sample sample) {
    if (atLeast) {
      return sample.p50() >= p50;
    }
    return !(sample.p50() > p50) && !(sample.p99() > p99);
  }

  public String text() {
    if (isNone()) {
      return "";
    }
    String sign = atLeast ? "≥ " : "≤ ";
    String median = Double.isNaN(p50) ? "" : "p50 " + sign + number(p50);
    String tail = Double.isNaN(p99) ? "" : "p99 " + sign + number(p99);
    return median + (median.isEmpty() || tail.isEmpty() ? "" : ", ") + tail;
  }

  /** Three digits that count. */
  public static String number(double value) {
    double size = Math.abs(value);
    if (size >= 100 || value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
  }
}
