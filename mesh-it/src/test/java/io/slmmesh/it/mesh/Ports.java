package io.slmmesh.it.mesh;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the kernel tells of the sockets of a process. */
public final class Ports {
  private static final String LISTEN = "0A";
  private static final String CONNECTED = "01";
  private static final String UNIX_CONNECTED = "03";

  private Ports() {}

  /** An address and port on which somebody listens. */
  public record Listening(InetAddress address, int port) {}

  /** All on which the process listens. */
  public static List<Listening> of(long pid) throws IOException {
    var found = new ArrayList<Listening>();
    for (String local : sockets(pid, LISTEN)) {
      found.add(listening(local));
    }
    return found;
  }

  /** How many connections to its {@code port} the process holds. */
  public static long connections(long pid, int port) throws IOException {
    int count = 0;
    for (String local : sockets(pid, CONNECTED)) {
      count += listening(local).port() == port ? 1 : 0;
    }
    return count;
  }

  /** How many connections to its Unix {@code socket} the process holds. */
  public static long connections(long pid, Path socket) throws IOException {
    Set<String> sockets = sockets(pid);
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "net", "unix"))) {
      return lines
          .map(line -> line.strip().split("\\s+"))
          .filter(fields -> fields.length > 7 && fields[5].equals(UNIX_CONNECTED))
          .filter(fields -> sockets.contains(fields[6]) && fields[7].equals(socket.toString()))
          .count();
    }
  }

  /** The local ends of the process's TCP sockets in a state, as the kernel writes them. */
  private static List<String> sockets(long pid, String state) throws IOException {
    Set<String> sockets = sockets(pid);
    var found = new ArrayList<String>();
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "net", table))) {
        String[] fields = line.strip().split("\\s+");
        if (fields.length > 9 && fields[3].equals(state) && sockets.contains(fields[9])) {
          found.add(fields[1]);
        }
      }
    }
    return found;
  }

  private static Set<String> sockets(long pid) throws IOException {
    var inodes = new HashSet<String>();
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path each : open.toList()) {
        String target = target(each);
        if (target.startsWith("socket:[")) {
          inodes.add(target.substring("socket:[".length(), target.length() - 1));
        }
      }
    }
    return inodes;
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  /** The kernel writes addresses as words in the order of this machine's bytes. */
  private static Listening listening(String local) throws IOException {
    String[] parts = local.split(":");
    byte[] words = HexFormat.of().parseHex(parts[0]);
    var bytes = ByteBuffer.allocate(words.length).order(ByteOrder.nativeOrder());
    for (int i = 0; i < words.length; i += Integer.BYTES) {
      bytes.putInt(ByteBuffer.wrap(words, i, Integer.BYTES).getInt());
    }
    return new Listening(InetAddress.getByAddress(bytes.array()), Integer.parseInt(parts[1], 16));
  }
}
