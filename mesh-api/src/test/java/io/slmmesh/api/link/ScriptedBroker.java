package io.slmmesh.api.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;

/** The broker's end of the socket, in the hands of a test that speaks the wire's text itself. */
final class ScriptedBroker implements AutoCloseable {
  private final ServerSocketChannel server;

  ScriptedBroker(RuntimeDir dir) throws IOException {
    Files.deleteIfExists(dir.socket());
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(dir.socket()));
  }

  Caller accept() throws IOException {
    SocketChannel channel = server.accept();
    return new Caller(channel, LineReader.strict(channel, Frames.MAX_FROM_BRIDGE));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  record Caller(SocketChannel channel, LineReader reader) implements AutoCloseable {
    String line() throws IOException {
      Line line = reader.next();
      return line == null ? null : new String(line.bytes(), UTF_8);
    }

    Caller say(String text) throws IOException {
      Frames.write(channel, text.getBytes(UTF_8));
      return this;
    }

    void welcome(String version) throws IOException {
      say("SLM-MESH/1 welcome version=" + version + " broker=b pid=1 heartbeat=15000\n");
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
