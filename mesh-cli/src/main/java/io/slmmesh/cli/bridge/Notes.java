package io.slmmesh.cli.bridge;

import java.util.function.Consumer;

/** One-line notes on stderr, where agents keep what their servers complain about. */
final class Notes implements Consumer<String> {
  @Override
  public void accept(String text) {
    System.err.println("slm-mesh: ".concat(text));
  }
}
