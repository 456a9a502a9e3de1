package io.slmmesh.cli.bridge;

import java.util.function.BooleanSupplier;

/** Tells whether the parent of this process is no longer the one it was started by. */
final class Orphanhood implements BooleanSupplier {
  private final Lineage atStart;

  Orphanhood(Lineage atStart) {
    this.atStart = atStart;
  }

  @Override
  public boolean getAsBoolean() {
    return Lineage.now().ppid() != atStart.ppid();
  }
}
