package io.slmmesh.it.mesh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** What the kernel tells of processes, and the signals it takes for them. */
public final class Processes {
  private static final String BROKER = "io.slmmesh.broker.BrokerMain";
  private static final Set<String> MAIN_CLASSES = Set.of(BROKER, "io.slmmesh.cli.Main");

  private Processes() {}

  /** The living brokers of a data directory. */
  public static List<Long> brokersOf(Path dataDirectory) {
    String ours = "SLM_MESH_DATA_DIR=" + dataDirectory;
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> words(pid, "cmdline").contains(BROKER))
        .filter(pid -> words(pid, "environ").contains(ours))
        .toList();
  }

  /** Everything of ours that still lives for a data directory, brokers being started included. */
  static List<Long> allOf(Path dataDirectory) {
    String ours = "SLM_MESH_DATA_DIR=" + dataDirectory;
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> words(pid, "environ").contains(ours))
        .toList();
  }

  /** The programs of our living JVMs of a data directory, as the kernel knows them. */
  public static List<Path> javasOf(Path dataDirectory) {
    return allOf(dataDirectory).stream()
        .filter(pid -> words(pid, "cmdline").stream().anyMatch(MAIN_CLASSES::contains))
        .map(Processes::program)
        .toList();
  }

  private static Path program(long pid) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "exe"));
    } catch (IOException gone) {
      return Path.of("ended");
    }
  }

  /** Whether the process has the file in its memory. */
  public static boolean maps(long pid, Path file) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "maps"))) {
      return lines.anyMatch(line -> line.endsWith(" " + file));
    }
  }

  private static List<String> words(long pid, String file) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), file));
      return List.of(new String(bytes, StandardCharsets.UTF_8).split("\0"));
    } catch (IOException gone) {
      return List.of();
    }
  }

  /** Sends a signal, such as {@code KILL} or {@code STOP}. */
  public static void signal(String name, long pid) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Stops a process and returns when each of its threads stands still: until the first of them has
   * taken the signal, the others still work.
   */
  public static void stop(long pid) {
    signal("STOP", pid);
    Awaitility.await("threads that stand still")
        .pollInterval(Duration.ofMillis(1))
        .ignoreExceptionsInstanceOf(NoSuchFileException.class) // of a thread that has ended
        .until(() -> states(pid).stream().allMatch("T"::equals));
  }

  private static List<String> states(long pid) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      var states = new ArrayList<String>();
      for (Path thread : threads.toList()) {
        String stat = Files.readString(thread.resolve("stat"));
        states.add(stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3));
      }
      return states;
    }
  }

  /** Kills at once, without another process in between. */
  public static void kill(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  /** How much memory of the machine the process holds. */
  public static long residentKiB(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  public static boolean lives(long pid) {
    return !words(pid, "cmdline").equals(List.of("")) && ProcessHandle.of(pid).isPresent();
  }
}
