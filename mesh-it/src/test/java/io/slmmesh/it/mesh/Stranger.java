package io.slmmesh.it.mesh;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A program that another user runs; needs nothing but the JDK. For each path it tells in one line
 * how far it got: {@code denied}, or what it saw.
 */
public final class Stranger {
  private static final String HELLO =
      "SLM-MESH/1 hello face=mcp version=0.1.0 session=00000000000000000000000000000000"
          + " pid=1 ppid=1 cwd=%2F\n";

  private Stranger() {}

  /** {@code look path…}, {@code call socket} or {@code listen socket}. */
  public static void main(String[] words) throws IOException {
    switch (words[0]) {
      case "look" -> {
        for (int i = 1; i < words.length; i++) {
          System.out.println(look(Path.of(words[i])));
        }
      }
      case "call" -> System.out.println(call(Path.of(words[1])));
      case "listen" -> listen(Path.of(words[1]));
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  private static String look(Path path) {
    try {
      if (Files.isDirectory(path)) {
        try (var entries = Files.list(path)) {
          return "listed " + entries.count();
        }
      }
      return "read " + Files.readAllBytes(path).length;
    } catch (AccessDeniedException denied) {
      return "denied";
    } catch (IOException other) {
      return other.toString();
    }
  }

  /** Says hello as a bridge does and tells what came back. */
  private static String call(Path socket) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      try {
        channel.connect(UnixDomainSocketAddress.of(socket));
      } catch (IOException refused) {
        return "denied";
      }
      return "connected, heard \"" + exchange(channel) + "\"";
    }
  }

  private static String exchange(SocketChannel channel) {
    ByteBuffer heard = ByteBuffer.allocate(1 << 12);
    try {
      channel.write(ByteBuffer.wrap(HELLO.getBytes(StandardCharsets.UTF_8)));
      channel.read(heard);
    } catch (IOException closed) {
      // The other end does not talk to us.
    }
    return new String(heard.array(), 0, heard.position(), StandardCharsets.UTF_8);
  }

  /** Takes one caller and tells how many bytes it said. */
  private static void listen(Path socket) throws IOException {
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      System.out.println("listening");
      try (SocketChannel caller = server.accept()) {
        ByteBuffer heard = ByteBuffer.allocate(1 << 12);
        int count = caller.read(heard);
        System.out.println("heard " + Math.max(0, count));
      }
    }
  }
}
