package io.slmmesh.cli.bridge;

import java.io.IOException;
import java.io.OutputStream;

/** Writes lines to the agent: a short one with its {@code \n} in one go. Used by one thread. */
final class AgentWriter {
  private final OutputStream output;
  private final byte[] buffer = new byte[8192];

  AgentWriter(OutputStream output) {
    this.output = output;
  }

  void write(byte[] bytes, int start, int length) throws IOException {
    if (length < buffer.length) {
      System.arraycopy(bytes, start, buffer, 0, length);
      buffer[length] = '\n';
      output.write(buffer, 0, length + 1);
    } else {
      output.write(bytes, start, length);
      output.write('\n');
    }
  }
}
