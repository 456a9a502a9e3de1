package io.slmmesh.api.link;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a channel brings into lines. Not for use by several threads at once.
 *
 * <p>Two manners: {@link #strict} for a socket, where a line over the maximum is an error and one
 * that ends without {@code \n} was torn and does not exist; {@link #clipping} for an agent's
 * output, where a line over the maximum is read to its end and its first and last bytes are kept,
 * and the last line may lack its {@code \n}.
 */
public final class LineReader {
  /** How much of each end of a clipped line is kept. */
  public static final int KEPT = 4096;

  private static final int INITIAL = 8192;
  private static final int GENEROUS = 256 * 1024;

  private final ReadableByteChannel source;
  private final int maximum;
  private final boolean clips;

  private ByteBuffer buffer = ByteBuffer.allocate(INITIAL);
  private int start;
  private int scanned;
  private int end;

  private LineReader(ReadableByteChannel source, int maximum, boolean clips) {
    this.source = source;
    this.maximum = maximum;
    this.clips = clips;
  }

  public static LineReader strict(ReadableByteChannel source, int maximum) {
    return new LineReader(source, maximum, false);
  }

  public static LineReader clipping(ReadableByteChannel source, int maximum) {
    if (maximum < 2 * KEPT) {
      throw new IllegalArgumentException("a line must hold both kept ends");
    }
    return new LineReader(source, maximum, true);
  }

  /**
   * Waits for the next line; {@code null} at the end.
   *
   * @throws ProtocolException a line is longer than the maximum and the reader is strict
   */
  public @Nullable Line next() throws IOException {
    while (true) {
      int newline = find();
      if (newline >= 0) {
        return newline - start > maximum ? clipped(newline) : cut(newline);
      }
      if (end - start > maximum) {
        return clipped(-1);
      }
      if (!fill()) {
        return last();
      }
    }
  }

  private int find() {
    byte[] bytes = buffer.array();
    int stop = end;
    for (int i = scanned; i < stop; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    scanned = stop;
    return -1;
  }

  private Line cut(int newline) {
    Line line = new Line(Arrays.copyOfRange(buffer.array(), start, newline));
    start = newline + 1;
    scanned = start;
    return line;
  }

  private @Nullable Line last() throws EOFException {
    if (start == end) {
      return null;
    }
    if (!clips) {
      throw new EOFException("the other end closed in the middle of a line");
    }
    return cutLast();
  }

  private Line cutLast() {
    Line line = new Line(Arrays.copyOfRange(buffer.array(), start, end));
    start = end;
    scanned = end;
    return line;
  }

  private boolean fill() throws IOException {
    makeRoom();
    buffer.limit(buffer.capacity()).position(end);
    if (source.read(buffer) < 0) {
      return false;
    }
    end = buffer.position();
    return true;
  }

  private void makeRoom() {
    if (start == end) {
      start = 0;
      scanned = 0;
      end = 0;
      if (buffer.capacity() > GENEROUS) {
        buffer = ByteBuffer.allocate(INITIAL);
      }
    }
    if (end < buffer.capacity()) {
      return;
    }
    byte[] bytes = buffer.array();
    int held = end - start;
    if (held > bytes.length / 2) {
      // One byte more than the maximum tells that a line is too long.
      int wanted = (int) Math.min(2L * bytes.length, (long) maximum + INITIAL);
      buffer = ByteBuffer.allocate(Math.max(wanted, held + INITIAL));
    }
    System.arraycopy(bytes, start, buffer.array(), 0, held);
    scanned -= start;
    start = 0;
    end = held;
  }

  /**
   * A line over the maximum, ended at {@code newline} or, when that is negative, still arriving.
   */
  private Line clipped(int newline) throws IOException {
    if (!clips) {
      throw new ProtocolException("a line is longer than " + maximum + " bytes");
    }
    byte[] kept = Arrays.copyOf(Arrays.copyOfRange(buffer.array(), start, start + KEPT), 2 * KEPT);
    int stop = newline < 0 ? end : newline;
    long length = (long) stop - start;
    while (newline < 0) {
      // Only the last bytes still matter: move them to the front and read on behind them.
      System.arraycopy(buffer.array(), end - KEPT, buffer.array(), 0, KEPT);
      start = 0;
      end = KEPT;
      scanned = KEPT;
      if (!fill()) {
        break;
      }
      newline = find();
      stop = newline < 0 ? end : newline;
      length += stop - KEPT;
    }
    stop = newline < 0 ? end : newline;
    System.arraycopy(buffer.array(), stop - KEPT, kept, KEPT, KEPT);
    start = newline < 0 ? end : newline + 1;
    scanned = start;
    return new Line(kept, length, KEPT);
  }
}
