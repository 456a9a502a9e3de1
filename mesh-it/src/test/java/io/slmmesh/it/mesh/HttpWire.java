package io.slmmesh.it.mesh;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One connection to the HTTP face, byte by byte: what no sound client would send can be sent, and
 * all that comes back is seen. Nothing here waits for longer than its patience.
 */
public final class HttpWire implements AutoCloseable {
  private final SocketChannel channel;
  private final Selector selector;
  private final ByteBuffer arrived = ByteBuffer.allocate(16 << 10).flip();
  private Duration patience = Duration.ofSeconds(15);
  private long cutAfter = Long.MAX_VALUE;

  private HttpWire(SocketChannel channel, Selector selector) {
    this.channel = channel;
    this.selector = selector;
  }

  static HttpWire to(SocketAddress address) throws IOException {
    return over(SocketChannel.open(address));
  }

  /** Over a connection for which the kernel keeps as little as it can. */
  static HttpWire narrow(SocketAddress address) throws IOException {
    SocketChannel channel =
        address instanceof UnixDomainSocketAddress
            ? SocketChannel.open(StandardProtocolFamily.UNIX)
            : SocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
    channel.connect(address);
    return over(channel);
  }

  private static HttpWire over(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    Selector selector = Selector.open();
    channel.register(selector, SelectionKey.OP_READ);
    return new HttpWire(channel, selector);
  }

  /** How long to wait for the next bytes. */
  public HttpWire patient(Duration limit) {
    patience = limit;
    return this;
  }

  /** The connection is torn, as far as this end can tell, after so many more bytes. */
  public HttpWire cutAfter(long bytes) {
    cutAfter = bytes;
    return this;
  }

  public HttpWire send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  public HttpWire send(byte[] bytes) throws IOException {
    var rest = ByteBuffer.wrap(bytes);
    channel.write(rest);
    while (rest.hasRemaining()) {
      await(SelectionKey.OP_WRITE);
      channel.write(rest);
    }
    return this;
  }

  /** Sends as much as the other side takes; it may end the connection meanwhile. */
  public HttpWire trySend(byte[] bytes) {
    try {
      return send(bytes);
    } catch (IOException closed) {
      return this;
    }
  }

  /** No more comes from this end. */
  public void closeOutput() throws IOException {
    channel.shutdownOutput();
  }

  private void await(int operation) throws IOException {
    SelectionKey key = channel.keyFor(selector);
    key.interestOps(operation);
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new SilenceException(patience);
      }
      if (selector.select(Math.max(1, left / 1_000_000)) > 0) {
        selector.selectedKeys().clear();
        return;
      }
    }
  }

  /** Nothing came for too long. */
  public static final class SilenceException extends IOException {
    SilenceException(Duration patience) {
      super("nothing came within " + patience);
    }
  }

  /** The next byte; -1 at the end. */
  private int read() throws IOException {
    if (cutAfter-- <= 0) {
      return -1;
    }
    if (!arrived.hasRemaining()) {
      arrived.clear();
      int count = channel.read(arrived);
      while (count == 0) {
        arrived.flip();
        await(SelectionKey.OP_READ);
        arrived.clear();
        count = channel.read(arrived);
      }
      arrived.flip();
      if (count < 0) {
        return -1;
      }
    }
    return arrived.get() & 0xff;
  }

  /** Whether the other side ends the connection before {@code limit}; what it says is dropped. */
  public boolean endsWithin(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    Duration before = patience;
    try {
      while (true) {
        patience = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
        if (read() < 0) {
          return true;
        }
      }
    } catch (SilenceException silence) {
      return false;
    } catch (IOException reset) {
      return true;
    } finally {
      patience = before;
    }
  }

  /** The whole next answer. */
  public HttpAnswer answer() throws IOException {
    HttpAnswer head = head();
    while (head.status() == 100) {
      head = head();
    }
    return new HttpAnswer(head.status(), head.headers(), body(head).readAllBytes());
  }

  /** Status and headers of the next answer. */
  public HttpAnswer head() throws IOException {
    String[] first = line().split(" ", 3);
    if (first.length < 2 || !first[0].startsWith("HTTP/1.")) {
      throw new IOException("not an answer of HTTP/1: " + String.join(" ", first));
    }
    Map<String, List<String>> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      String name = line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT);
      headers
          .computeIfAbsent(name, _ -> new ArrayList<>())
          .add(line.substring(name.length() + 1).strip());
    }
    return new HttpAnswer(Integer.parseInt(first[1]), headers, new byte[0]);
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = read(); b != '\n'; b = read()) {
      if (b < 0) {
        throw new EOFException("the connection ended in the middle of an answer");
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }

  /** The body that follows a head, as it comes. */
  public InputStream body(HttpAnswer head) {
    if ("chunked".equals(head.header("transfer-encoding"))) {
      return new Chunks();
    }
    String length = head.header("content-length");
    return new Plain(length == null ? Long.MAX_VALUE : Long.parseLong(length));
  }

  private final class Plain extends InputStream {
    private long left;

    Plain(long length) {
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      return left-- <= 0 ? -1 : HttpWire.this.read();
    }
  }

  private final class Chunks extends InputStream {
    private long left;
    private boolean first = true;
    private boolean over;

    @Override
    public int read() throws IOException {
      if (!over && left == 0) {
        next();
      }
      if (over) {
        return -1;
      }
      left--;
      int b = HttpWire.this.read();
      over = b < 0;
      return b;
    }

    private void next() throws IOException {
      try {
        if (!first) {
          line();
        }
        first = false;
        left = Long.parseLong(line().split(";", 2)[0], 16);
        if (left == 0) {
          line();
          over = true;
        }
      } catch (EOFException cut) {
        over = true;
      }
    }

    /** One at a time, so that nothing waits for more than was asked for. */
    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int b = length == 0 ? 0 : read();
      if (b < 0 || length == 0) {
        return b < 0 ? -1 : 0;
      }
      bytes[from] = (byte) b;
      return 1;
    }
  }

  @Override
  public void close() {
    try {
      selector.close();
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
