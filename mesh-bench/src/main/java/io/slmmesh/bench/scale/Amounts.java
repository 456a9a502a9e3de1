package io.slmmesh.bench.scale;

import java.util.List;

/** How much a mesh has stored. A tenth of the messages is unread. */
public record Amounts(int peers, int messages, int locks, int subscribers, int values) {
  public static final Amounts FULL = new Amounts(10_000, 1_000_000, 10_000, 1_000, 10_000);

  /** What parts of it are measured; the first tells the noise. */
  public static final List<Double> SHARES = List.of(0.0, 0.01, 0.1, 1.0);

  /** How the names of figures end that tell of the empty mesh beside it, and of both. */
  public static final String EMPTY = ", empty";

  public static final String RATIO = ", filled / empty";

  /** How the names of the figures of a share begin. */
  public static String title(double share) {
    return "scale " + Math.round(100 * share) + " %: ";
  }

  public Amounts times(double share) {
    return new Amounts(
        (int) (peers * share),
        (int) (messages * share),
        (int) (locks * share),
        (int) (subscribers * share),
        (int) (values * share));
  }

  public int unread() {
    return messages / 10;
  }
}
