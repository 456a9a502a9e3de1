package io.slmmesh.bench.suite;

import java.util.Collection;
import java.util.List;

/** Values that were measured, in ascending order; never empty. */
public record Sample(List<Double> sorted) {
  public static Sample of(Collection<Double> values) {
    return new Sample(values.stream().sorted().toList());
  }

  public int n() {
    return sorted.size();
  }

  public double min() {
    return sorted.getFirst();
  }

  public double max() {
    return sorted.getLast();
  }

  public double p50() {
    return quantile(0.5);
  }

  public double p99() {
    return quantile(0.99);
  }

  /** The smallest value that at least this share of the values does not exceed. */
  private double quantile(double share) {
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.clamp(rank - 1, 0, sorted.size() - 1));
  }
}
