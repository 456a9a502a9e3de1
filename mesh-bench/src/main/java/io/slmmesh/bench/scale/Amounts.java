package io.slmmesh.bench.scale;

/** How much a mesh has stored. A tenth of the messages is unread. */
public record Amounts(int peers, int messages, int locks, int subscribers, int values) {
  public static final Amounts FULL = new Amounts(10_000, 1_000_000, 10_000, 1_000, 10_000);

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
