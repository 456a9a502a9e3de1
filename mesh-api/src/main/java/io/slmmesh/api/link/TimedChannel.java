package io.slmmesh.api.link;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads a socket with a time limit as long as the socket does not block, and without one after it
 * was made to. A Unix socket has no read timeout in the JDK, and a broker that was stopped by a
 * signal takes connections and never answers.
 */
final class TimedChannel implements ReadableByteChannel {
  private static final long FIRST_PAUSE = 50_000;
  private static final long LONGEST_PAUSE = 5_000_000;

  private final SocketChannel socket;
  private final long deadline;

  TimedChannel(SocketChannel socket, long deadline) {
    this.socket = socket;
    this.deadline = deadline;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    long pause = FIRST_PAUSE;
    while (true) {
      int count = socket.read(target);
      if (count != 0) {
        return count;
      }
      if (System.nanoTime() - deadline >= 0) {
        throw new SocketTimeoutException("the broker does not answer");
      }
      LockSupport.parkNanos(pause);
      pause = Math.min(LONGEST_PAUSE, pause + pause / 4);
    }
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
