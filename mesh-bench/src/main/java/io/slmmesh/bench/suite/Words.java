package io.slmmesh.bench.suite;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Commands and what they print. */
final class Words {
  private Words() {}

  static List<String> of(String program, String script, String... words) {
    return Stream.concat(Stream.of(program, script), Stream.of(words)).toList();
  }

  /** Runs the command to its end. */
  static byte[] output(ProcessBuilder command) throws IOException {
    Process process = command.start();
    byte[] output = process.getInputStream().readAllBytes();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(command.command() + " ended with " + process.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return output;
  }
}
