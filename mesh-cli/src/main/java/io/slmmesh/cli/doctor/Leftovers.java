package io.slmmesh.cli.doctor;

import io.slmmesh.api.link.RuntimeDir;
import io.slmmesh.api.link.Standstill;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Files that nobody uses any more. What is not proved to be one stays. */
public final class Leftovers {
  private static final String ASIDE = "mesh.db.damaged-";

  private final boolean removes;
  private final List<Item> items = new ArrayList<>();

  /**
   * A file, what it was, and whether it goes.
   *
   * @param gone whether it was removed, or would be
   */
  public record Item(Path file, String why, boolean gone) {}

  /**
   * @param removes whether to remove them, and not only to list them
   */
  public Leftovers(boolean removes) {
    this.removes = removes;
  }

  /** What was found, in the order in which it was. */
  public List<Item> items() {
    return List.copyOf(items);
  }

  static boolean isAside(String fileName) {
    return fileName.startsWith(ASIDE);
  }

  /**
   * What a dead broker left in its directory; returns false when a broker runs or is being started,
   * because then nothing of it is left over.
   */
  public boolean ofBroker(RuntimeDir dir) throws IOException {
    try (Standstill standstill = Standstill.take(dir)) {
      if (standstill == null) {
        return false;
      }
      socket(dir.socket());
      socket(dir.httpSocket());
      file(dir.port(), "the port of a broker that died");
      file(dir.port().resolveSibling("port.next"), "a port file that was not finished");
      file(
          dir.token().resolveSibling(dir.token().getFileName() + ".next"),
          "a token that was not finished");
      return true;
    }
  }

  private void socket(Path socket) throws IOException {
    BasicFileAttributes status = status(socket);
    if (status == null) {
      return;
    }
    if (status.isOther() && !isServed(socket)) {
      remove(socket, "the socket of a broker that died");
    } else {
      items.add(
          new Item(
              socket, status.isOther() ? "another program listens on it" : "not a socket", false));
    }
  }

  private static boolean isServed(Path socket) {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return probe.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException nobody) {
      return false;
    }
  }

  private void file(Path file, String why) throws IOException {
    BasicFileAttributes status = status(file);
    if (status != null && status.isRegularFile()) {
      remove(file, why);
    }
  }

  private static @Nullable BasicFileAttributes status(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException absent) {
      return null;
    }
  }

  /**
   * Databases that were put aside because they were damaged.
   *
   * @param wanted whether they go; else they are only listed
   */
  public void quarantine(RuntimeDir dir, boolean wanted) throws IOException {
    List<Path> aside;
    try (Stream<Path> files = Files.list(dir.home())) {
      aside = files.filter(file -> isAside(String.valueOf(file.getFileName()))).sorted().toList();
    }
    for (Path file : aside) {
      if (wanted) {
        remove(file, "a damaged database that was put aside");
      } else {
        items.add(
            new Item(
                file, "a damaged database that was put aside; --quarantine removes it", false));
      }
    }
  }

  /** The folder of a training of class caches whose trainer is dead. */
  public void training(Path caches) throws IOException {
    Path folder = caches.resolve("training");
    if (status(folder) == null || isAlive(folder.resolve("pid"))) {
      return;
    }
    items.add(new Item(folder, "a training of class caches that was cut off", true));
    if (removes) {
      try (Stream<Path> tree = Files.walk(folder)) {
        for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  /** A folder without the file is a training that begins at this moment. */
  private static boolean isAlive(Path pidFile) throws IOException {
    try {
      String pid = Files.readString(pidFile).strip();
      return !pid.chars().allMatch(Character::isDigit)
          || pid.isEmpty()
          || ProcessHandle.of(Long.parseLong(pid)).isPresent();
    } catch (NoSuchFileException beginning) {
      return true;
    }
  }

  private void remove(Path file, String why) throws IOException {
    if (removes) {
      Files.deleteIfExists(file);
    }
    items.add(new Item(file, why, true));
  }
}
