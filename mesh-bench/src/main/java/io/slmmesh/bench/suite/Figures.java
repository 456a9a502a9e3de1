package io.slmmesh.bench.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was measured of one system: a row of values for each thing, in the order of first use. */
public final class Figures {
  private final Map<String, Figure> byName = new LinkedHashMap<>();

  /** One thing that is measured. */
  public record Figure(String what, String unit, Goal goal, List<Double> values) {
    public Sample sample() {
      return Sample.of(values);
    }
  }

  public synchronized void add(String what, String unit, Goal goal, double value) {
    byName
        .computeIfAbsent(what, _ -> new Figure(what, unit, goal, new ArrayList<>()))
        .values()
        .add(value);
  }

  /** A time, given in nanoseconds, told in milliseconds. */
  public void time(String what, Goal goal, long nanos) {
    add(what, "ms", goal, nanos / 1e6);
  }

  public synchronized List<Figure> all() {
    return List.copyOf(byName.values());
  }
}
