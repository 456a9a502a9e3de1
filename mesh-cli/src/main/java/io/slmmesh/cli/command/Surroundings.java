package io.slmmesh.cli.command;

import io.slmmesh.cli.setup.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a word that reads the files of other programs must know of this machine. */
record Surroundings(Invocation invocation) {
  /** Where programs keep their configuration. */
  Places places() throws Failure {
    if (!invocation.variable("HOME").startsWith("/")) {
      throw Failure.configuration("HOME names no directory; set it to yours, then run this again");
    }
    boolean mac = System.getProperty("os.name", "").startsWith("Mac");
    return new Places(invocation.environment(), Path.of(invocation.directory()), mac);
  }

  /** The program that runs now, by a path that holds from everywhere, and after an upgrade. */
  String launcher() throws Failure, IOException {
    Path given = Path.of(invocation.directory()).resolve(invocation.launcher());
    if (!Files.isExecutable(given)) {
      throw Failure.configuration(
          given + " is not the program slm-mesh; run this by its launcher bin/slm-mesh");
    }
    Path straight = given.normalize();
    boolean same = Files.exists(straight) && Files.isSameFile(given, straight);
    return LastingPath.of(same ? straight : given.toRealPath()).toString();
  }
}
