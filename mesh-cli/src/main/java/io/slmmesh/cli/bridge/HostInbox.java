package io.slmmesh.cli.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slmmesh.api.link.Frame;
import io.slmmesh.api.link.Frames;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The socket on which the host takes messages for the session that this process belongs to. Only
 * its own child may write there unasked, and only the child is told the token. A thread of its own
 * writes, and lives as long as there is something to write: a host that hangs keeps no answer back.
 */
final class HostInbox {
  private final @Nullable String socket;
  private final @Nullable String token;
  private final ArrayDeque<Frame> waiting = new ArrayDeque<>();
  private boolean writing;

  private HostInbox(@Nullable String socket, @Nullable String token) {
    this.socket = socket;
    this.token = token;
  }

  /** The one that the environment names. */
  static HostInbox of(Map<String, String> environment) {
    String prefix = "CLAUDE_CODE_MESSAGING_";
    if (!environment.containsKey("CLAUDECODE")) {
      if (environment.containsKey("QWEN_CODE_CLI")) {
        prefix = "QWEN_CODE_MESSAGING_";
      } else if (environment.containsKey("OPENCODE")) {
        prefix = "OPENCODE_SLM_MESH_";
      }
    }
    return new HostInbox(
        environment.get(prefix.concat("SOCKET")), environment.get(prefix.concat("TOKEN")));
  }

  /** Writes a line behind those before it; the session is told what came of it. */
  synchronized void offer(Frame frame, Session session) {
    waiting.add(frame);
    if (!writing) {
      writing = true;
      Thread writer = new Thread(null, new Writer(session), "inbox", 0, false);
      writer.setDaemon(true);
      writer.start();
    }
  }

  private synchronized @Nullable Frame next() {
    Frame frame = waiting.poll();
    writing = frame != null;
    return frame;
  }

  private final class Writer implements Runnable {
    private final Session session;

    Writer(Session session) {
      this.session = session;
    }

    @Override
    public void run() {
      for (Frame frame = next(); frame != null; frame = next()) {
        session.offered(write(frame));
      }
    }
  }

  /** Returns what the broker is told. */
  private String write(Frame frame) {
    String receipt = Frames.NO_RECEIPT;
    try {
      receipt = frame.word(0);
      write(frame.bytes(), frame.payloadStart(), frame.payloadLength());
      return receipt;
    } catch (IOException notTaken) {
      return Frames.REFUSED.concat(receipt);
    }
  }

  private void write(byte[] bytes, int start, int length) throws IOException {
    if (socket == null) {
      throw new IOException("the host of this session has no inbox");
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      if (token != null) {
        Frames.write(channel, authentication(token));
      }
      byte[] line = new byte[length + 1];
      System.arraycopy(bytes, start, line, 0, length);
      line[length] = '\n';
      Frames.write(channel, line);
    } catch (IllegalArgumentException e) {
      throw new IOException("the host's inbox has no usable name", e);
    }
  }

  private static byte[] authentication(String token) {
    return "{\"msgV\":1,\"type\":\"auth\",\"token\":\""
        .concat(token)
        .concat("\"}\n")
        .getBytes(UTF_8);
  }
}
