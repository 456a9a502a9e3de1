package io.slmmesh.cli.command;

import java.io.IOException;
import java.util.concurrent.Callable;

/** One word of {@code slm-mesh}. */
abstract class Word implements Callable<Integer> {
  private final Desk desk;
  private final Syntax syntax;

  /**
   * @param header what the word does, in one sentence
   */
  Word(Desk desk, String header) {
    this.desk = desk;
    this.syntax = new Syntax(desk, this, header);
  }

  final Desk desk() {
    return desk;
  }

  final Syntax syntax() {
    return syntax;
  }

  @Override
  public Integer call() throws Failure, IOException, InterruptedException {
    return run().code();
  }

  /** Does it. */
  abstract Exit run() throws Failure, IOException, InterruptedException;
}
