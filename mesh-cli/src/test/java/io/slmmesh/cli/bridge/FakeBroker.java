package io.slmmesh.cli.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.link.Frames;
import io.slmmesh.api.link.Hello;
import io.slmmesh.api.link.Line;
import io.slmmesh.api.link.LineReader;
import io.slmmesh.api.link.RuntimeDir;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;

/** The broker's end of the socket, in the hands of a test that speaks the wire's text itself. */
final class FakeBroker implements AutoCloseable {
  private final ServerSocketChannel server;

  FakeBroker(RuntimeDir dir) throws IOException {
    Files.deleteIfExists(dir.socket());
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(dir.socket()));
  }

  /** Takes the next bridge in. */
  Caller accept(long heartbeat) throws IOException {
    SocketChannel channel = server.accept();
    LineReader reader = LineReader.strict(channel, Frames.MAX_FROM_BRIDGE);
    Hello hello = Hello.decode(reader.next().bytes());
    Caller caller = new Caller(channel, reader, hello);
    caller.say(
        "SLM-MESH/1 welcome version=" + hello.version() + " broker=b pid=1 heartbeat=" + heartbeat);
    return caller;
  }

  Caller accept() throws IOException {
    return accept(60_000);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  static final class Caller implements AutoCloseable {
    private final SocketChannel channel;
    private final LineReader reader;
    private final Hello hello;
    private boolean skipsHeartbeats;

    Caller(SocketChannel channel, LineReader reader, Hello hello) {
      this.channel = channel;
      this.reader = reader;
      this.hello = hello;
    }

    Hello hello() {
      return hello;
    }

    SocketChannel channel() {
      return channel;
    }

    /** Makes the next frame one that is no heartbeat. */
    Caller beyondHeartbeats() {
      skipsHeartbeats = true;
      return this;
    }

    /** The next frame, {@code null} when the bridge closed. */
    String frame() throws IOException {
      String frame;
      do {
        Line line = reader.next();
        frame = line == null ? null : new String(line.bytes(), UTF_8);
      } while (skipsHeartbeats && "h".equals(frame));
      skipsHeartbeats = false;
      return frame;
    }

    /** Expects a line with this number and text; gives its age. */
    long line(long number, long done, String text) throws IOException {
      String frame = frame();
      assertThat(frame).matches("> " + number + " \\d+ " + done + "\t\\Q" + text + "\\E");
      return Long.parseLong(frame.split("[ \t]")[2]);
    }

    void say(String frame) throws IOException {
      raw(frame + "\n");
    }

    void raw(String bytes) throws IOException {
      Frames.write(channel, bytes.getBytes(UTF_8));
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
