package io.slmmesh.api.link;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** A connection on which both first lines have been exchanged; equal to no other one. */
public final class Link implements AutoCloseable {
  private final SocketChannel channel;
  private final LineReader reader;
  private final Welcome.Welcomed welcome;

  Link(SocketChannel channel, LineReader reader, Welcome.Welcomed welcome) {
    this.channel = channel;
    this.reader = reader;
    this.welcome = welcome;
  }

  /** To write frames to. */
  public SocketChannel channel() {
    return channel;
  }

  /** Brings the broker's frames. */
  public LineReader reader() {
    return reader;
  }

  public Welcome.Welcomed welcome() {
    return welcome;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException alreadyGone) {
      // Closing is all that was wanted of it.
      return;
    }
  }
}
