package io.slmmesh.broker.uds;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The socket's file. A dead one may be removed, but only by who holds the instance lock; a living
 * one never.
 */
public final class SocketFile {
  private SocketFile() {}

  /** Whether somebody listens. */
  public static boolean isServed(Path socket) {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return probe.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Listens on {@code socket}. The caller holds the instance lock, so no broker of ours is there:
   * what is left of one is removed.
   *
   * @throws IOException with a one-line message when something that is not ours stands in the way
   */
  public static ServerSocketChannel listen(Path socket) throws IOException {
    if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      removeDead(socket);
    }
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket), 512);
    return server;
  }

  private static void removeDead(Path socket) throws IOException {
    var attributes =
        Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isOther()) {
      throw new IOException(socket + " is not a socket; move it away");
    }
    if (isServed(socket)) {
      throw new IOException(
          "another program listens on "
              + socket
              + "; end it, or set SLM_MESH_DATA_DIR to another directory");
    }
    Files.delete(socket);
  }
}
