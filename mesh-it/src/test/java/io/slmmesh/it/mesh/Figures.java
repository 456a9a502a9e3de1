package io.slmmesh.it.mesh;

import java.util.List;
import java.util.Locale;

/** What a test measured, for people: printed to its report, never asserted here. */
public final class Figures {
  private Figures() {}

  /** Prints the middle and the worst of some durations. */
  public static void print(String what, List<Long> nanos) {
    List<Long> sorted = nanos.stream().sorted().toList();
    System.out.printf(
        Locale.ROOT,
        "%s: n = %d, p50 = %.2f ms, max = %.2f ms%n",
        what,
        sorted.size(),
        sorted.get(sorted.size() / 2) / 1e6,
        sorted.getLast() / 1e6);
  }

  public static void print(String line) {
    System.out.println(line);
  }
}
