package io.slmmesh.cli.command;

import java.io.IOException;
import java.util.concurrent.Callable;

/** One word of {@code slm-mesh}. */
abstract class Word implements Callable<Integer> {
  private final Desk desk;

  Word(Desk desk) {
    this.desk = desk;
  }

  Desk desk() {
    return desk;
  }

  @Override
  public final Integer call() throws Failure, IOException, InterruptedException {
    return run().code();
  }

  abstract Exit run() throws Failure, IOException, InterruptedException;
}
