package io.slmmesh.api.link;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/** One attempt to get in: connect, see who is there, say hello, hear the answer. */
final class Knock {
  /** Nobody listens: a broker may be started. */
  static final class NobodyHomeException extends IOException {
    NobodyHomeException() {
      super("no broker is running");
    }
  }

  /** A broker answered that it takes nobody in at the moment. */
  static final class NotNowException extends IOException {
    NotNowException(String message) {
      super(message);
    }
  }

  /** Named here, because finding it takes the JDK a millisecond that nobody waits for yet. */
  private static final SocketOption<UnixDomainPrincipal> PEER = ExtendedSocketOptions.SO_PEERCRED;

  private final RuntimeDir dir;

  Knock(RuntimeDir dir) {
    this.dir = dir;
  }

  /**
   * Gets in. The channel of the result does not block yet and reading it is bounded by {@code
   * patience}; {@code channel().configureBlocking(true)} ends both.
   *
   * @throws LinkException who is there must not or will not talk to us; trying again is useless
   * @throws IOException the attempt failed for the moment
   */
  Link enter(Hello hello, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    SocketChannel channel = connect();
    try {
      checkPeer(channel);
      trySend(channel, hello.encode(), deadline);
      LineReader reader =
          LineReader.strict(new TimedChannel(channel, deadline), Frames.MAX_FROM_BROKER);
      Line line = reader.next();
      if (line == null) {
        throw new EOFException("the broker closed without a word");
      }
      Welcome answer = Welcome.decode(line.bytes());
      if (answer instanceof Welcome.Welcomed welcomed) {
        Link link = new Link(channel, reader, welcomed);
        channel = null;
        return link;
      }
      throw refusal((Welcome.Refused) answer);
    } finally {
      if (channel != null) {
        channel.close();
      }
    }
  }

  private static IOException refusal(Welcome.Refused refused) {
    return refused.passing()
        ? new NotNowException(refused.message())
        : LinkException.unavailable("the broker refused: " + refused.message());
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    boolean connected = false;
    try {
      channel.configureBlocking(false);
      connected = channel.connect(UnixDomainSocketAddress.of(dir.socket()));
      if (!connected) {
        throw new NotNowException("the broker has too many callers at once");
      }
      return channel;
    } catch (ConnectException refused) {
      throw new NobodyHomeException();
    } catch (NotNowException full) {
      throw full;
    } catch (IOException failed) {
      // A full backlog and a missing socket end in the same exception; its text is localised.
      if (!Files.exists(dir.socket(), LinkOption.NOFOLLOW_LINKS)) {
        throw new NobodyHomeException();
      }
      throw failed;
    } finally {
      if (!connected) {
        channel.close();
      }
    }
  }

  private void checkPeer(SocketChannel channel) throws IOException {
    if (!channel.getOption(PEER).user().equals(dir.owner())) {
      throw LinkException.configuration(
          "another user listens on " + dir.socket() + "; remove that file");
    }
  }

  private static void trySend(SocketChannel channel, byte[] bytes, long deadline) {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    try {
      channel.write(rest);
      while (rest.hasRemaining() && System.nanoTime() - deadline < 0) {
        LockSupport.parkNanos(1_000_000);
        channel.write(rest);
      }
    } catch (IOException closed) {
      // A broker that refuses before it listens has closed already; what it said can be read.
      return;
    }
  }
}
