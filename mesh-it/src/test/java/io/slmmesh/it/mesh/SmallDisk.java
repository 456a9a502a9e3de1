package io.slmmesh.it.mesh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A file system of a few megabytes in memory that can be filled up; it is always unmounted. */
public final class SmallDisk implements AutoCloseable {
  private static final int CHUNK = 64 << 10;
  private static final int SMALLEST = 512;

  private final Path place;

  private SmallDisk(Path place) {
    this.place = place;
  }

  /** Mounts one, closed to everybody but us; skips the test where that is not possible. */
  public static SmallDisk of(int megabytes) throws IOException {
    Needs.root();
    Path place = Files.createTempDirectory("slm-disk").toRealPath();
    String options = "mode=0700,size=" + megabytes + "m";
    String trouble = run("mount", "-t", "tmpfs", "-o", options, "slm-it", place.toString());
    if (!trouble.isEmpty()) {
      Files.delete(place);
    }
    Needs.met(trouble.isEmpty(), "it must be able to mount: " + trouble);
    return new SmallDisk(place);
  }

  public Path place() {
    return place;
  }

  private Path ballast() {
    return place.resolve("ballast");
  }

  /** Takes all space that is left. */
  public void fill() throws IOException {
    try (var file =
        FileChannel.open(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      int size = CHUNK;
      while (size >= SMALLEST) {
        size = took(file, size) ? size : size / 2;
      }
    }
  }

  private static boolean took(FileChannel file, int size) {
    try {
      return file.write(ByteBuffer.allocate(size)) == size;
    } catch (IOException full) {
      return false;
    }
  }

  /** Gives the space back. */
  public void free() throws IOException {
    Files.deleteIfExists(ballast());
  }

  @Override
  public void close() throws IOException {
    String trouble = run("umount", place.toString());
    if (!trouble.isEmpty()) {
      run("umount", "-l", place.toString());
      throw new IOException(trouble);
    }
    Files.delete(place);
  }

  /** What the command complains of; empty when it did its work. */
  static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return process.waitFor() == 0 ? "" : command[0] + " failed: " + said.strip();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
