package io.slmmesh.it.mesh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A directory in which nobody writes while this is open: for root, whom no mode stops, by a mount;
 * for others by its modes.
 */
public final class ReadOnly implements AutoCloseable {
  private final List<String> undo;

  private ReadOnly(List<String> undo) {
    this.undo = undo;
  }

  public static ReadOnly of(Path directory) throws IOException {
    String path = directory.toString();
    if (!"root".equals(System.getProperty("user.name"))) {
      Needs.met(SmallDisk.run("chmod", "-R", "a-w", path).isEmpty(), "it must be able to chmod");
      return new ReadOnly(List.of("chmod", "-R", "u+w", path));
    }
    String trouble = SmallDisk.run("mount", "--bind", path, path);
    Needs.met(trouble.isEmpty(), "it must be able to mount: " + trouble);
    var made = new ReadOnly(List.of("umount", "-l", path));
    trouble = SmallDisk.run("mount", "-o", "remount,ro,bind", path);
    if (!trouble.isEmpty() || Files.isWritable(directory)) {
      made.close();
      throw new IOException("still writable: " + path + " " + trouble);
    }
    return made;
  }

  @Override
  public void close() throws IOException {
    String trouble = SmallDisk.run(undo.toArray(String[]::new));
    if (!trouble.isEmpty()) {
      throw new IOException(trouble);
    }
  }
}
