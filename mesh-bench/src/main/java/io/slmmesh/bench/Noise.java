package io.slmmesh.bench;

import io.slmmesh.bench.suite.Figures;
import io.slmmesh.bench.suite.Goal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What the machine itself costs in the same minutes: the floor under every figure. */
final class Noise {
  private static final int ROUNDS = 15;

  private Noise() {}

  static void measure(Figures figures) throws IOException, InterruptedException {
    Path place = Files.createTempDirectory("mesh-bench-noise");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> empty =
        List.of(
            java,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path", ""),
            Nothing.class.getName());
    for (int i = 0; i < ROUNDS; i++) {
      figures.time("an empty JVM: start to end", Goal.NONE, run(empty));
      figures.time("true: fork and exec to end", Goal.NONE, run(List.of("true")));
    }
    syncs(place.resolve("file"), figures);
    Files.delete(place);
  }

  /** A program that does nothing. */
  static final class Nothing {
    private Nothing() {}

    public static void main(String[] args) {}
  }

  private static long run(List<String> command) throws IOException, InterruptedException {
    long began = System.nanoTime();
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    long took = System.nanoTime() - began;
    if (code != 0) {
      throw new IOException(command + " failed");
    }
    return took;
  }

  private static void syncs(Path path, Figures figures) throws IOException {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer page = ByteBuffer.allocateDirect(4096);
      for (int i = 0; i < 20 * ROUNDS; i++) {
        file.write(page.clear(), (i % 64) * 4096L);
        long began = System.nanoTime();
        file.force(false);
        figures.time("fdatasync after a write of 4 KiB", Goal.NONE, System.nanoTime() - began);
      }
    }
    Files.delete(path);
  }
}
