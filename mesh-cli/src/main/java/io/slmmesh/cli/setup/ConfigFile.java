package io.slmmesh.cli.setup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file of somebody else. Before its first change it is kept beside itself, as
 * {@code .slm-mesh.bak}; of a file that we made, {@code .slm-mesh.new} keeps the directories that
 * were made for it. Limit: 16 MiB.
 */
record ConfigFile(Path path) {
  private static final long LARGEST = 16 << 20;

  private Path backup() {
    return path.resolveSibling(path.getFileName() + ".slm-mesh.bak");
  }

  private Path birth() {
    return path.resolveSibling(path.getFileName() + ".slm-mesh.new");
  }

  /** Its text, {@code null} if it is not there. */
  @Nullable String text() throws IOException {
    if (Files.isSymbolicLink(path) && !Files.exists(path)) {
      throw new IOException("is a link that leads nowhere");
    }
    return read(path);
  }

  /** Its text before the first change, {@code null} if none is kept. */
  @Nullable String kept() throws IOException {
    return read(backup());
  }

  /** Where that is, as a hint to the user; empty if nothing is kept. */
  String keptWhere() {
    return Files.exists(backup()) ? "as it was before setup: " + backup() : "";
  }

  /** Whether there was no such file before we made it. */
  boolean isOurs() {
    return Files.exists(birth()) && !Files.exists(backup());
  }

  private static @Nullable String read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return null;
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException("is no file");
    }
    if (Files.size(file) > LARGEST) {
      throw new IOException("is larger than " + (LARGEST >> 20) + " MiB");
    }
    byte[] bytes = Files.readAllBytes(file);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException broken) {
      throw new IOException("line " + firstBroken(bytes) + ": is not UTF-8", broken);
    }
  }

  private static int firstBroken(byte[] bytes) {
    var in = ByteBuffer.wrap(bytes);
    var out = java.nio.CharBuffer.allocate(bytes.length);
    StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    int line = 1;
    for (int i = 0; i < in.position(); i++) {
      line += bytes[i] == '\n' ? 1 : 0;
    }
    return line;
  }

  /** Makes the change. Nothing is written if the file is not as the change expects it. */
  void apply(Change change) throws IOException {
    if (!Objects.equals(text(), change.before())) {
      throw new IOException("was changed by another program just now");
    }
    String after = change.after();
    if (after == null) {
      vanish();
      return;
    }
    if (change.way() == Change.Way.FORTH) {
      keep();
    }
    replace(after);
    switch (change.way()) {
      case FORTH -> {}
      case BACK -> {
        Files.deleteIfExists(backup());
        Files.deleteIfExists(birth());
      }
      case CUT -> Files.deleteIfExists(birth());
    }
  }

  private void keep() throws IOException {
    if (Files.exists(path)) {
      if (!Files.exists(backup()) && !Files.exists(birth())) {
        Files.copy(path, backup(), StandardCopyOption.COPY_ATTRIBUTES);
      }
      return;
    }
    List<String> made = new ArrayList<>();
    for (Path each = parent(); !Files.exists(each); each = parent(each)) {
      made.add(each.toString());
    }
    Files.createDirectories(parent());
    if (!Files.exists(birth())) {
      Files.write(birth(), made);
    }
  }

  private Path parent() {
    return parent(path);
  }

  private static Path parent(Path path) {
    return Objects.requireNonNull(path.getParent(), "files are absolute");
  }

  private void replace(String text) throws IOException {
    Path target = Files.exists(path) ? path.toRealPath() : path;
    Path fresh = Files.createTempFile(parent(target), ".slm-mesh-", ".tmp");
    try {
      if (Files.exists(target)) {
        takeOver(target, fresh);
      }
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
          int _ = channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static void takeOver(Path from, Path to) throws IOException {
    PosixFileAttributes kept = Files.readAttributes(from, PosixFileAttributes.class);
    PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    if (!view.getOwner().equals(kept.owner())) {
      view.setOwner(kept.owner());
    }
    if (!view.readAttributes().group().equals(kept.group())) {
      view.setGroup(kept.group());
    }
    view.setPermissions(kept.permissions());
  }

  /** With the directories that were made for it, as long as nothing else is in them. */
  private void vanish() throws IOException {
    List<String> made = Files.readAllLines(birth());
    Files.delete(path);
    Files.delete(birth());
    try {
      for (String each : made) {
        Files.delete(Path.of(each));
      }
    } catch (DirectoryNotEmptyException inUse) {
      // Others have moved in, and so the directories above are not empty either.
    }
  }
}
