package io.slmmesh.bench.suite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** What the kernel tells of processes. */
public final class Processes {
  private static final double TICKS_PER_SECOND = 100;

  private Processes() {}

  /** Processes with this word on their command line and this variable in their environment. */
  public static List<Long> having(String word, String variable) {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> words(pid, "cmdline").contains(word))
        .filter(pid -> words(pid, "environ").contains(variable))
        .toList();
  }

  private static List<String> words(long pid, String file) {
    return List.of(content(pid, file).split("\0", -1));
  }

  private static String content(long pid, String file) {
    try {
      Path path = Path.of("/proc", Long.toString(pid), file);
      return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    } catch (IOException gone) {
      return "";
    }
  }

  /** Proportional set size in MB: shared pages count for each sharer by its part. */
  public static double pss(long pid) {
    return megabytes(pid, "smaps_rollup", "Pss:");
  }

  /** The most memory in MB that the process ever had, shared pages counted whole; 0 if it ended. */
  public static double most(long pid) {
    return megabytes(pid, "status", "VmHWM:");
  }

  private static double megabytes(long pid, String file, String field) {
    return content(pid, file)
            .lines()
            .filter(line -> line.startsWith(field))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .sum()
        / 1024.0;
  }

  /** Seconds of processor time, user and system. */
  public static double cpu(long pid) {
    String stat = content(pid, "stat");
    if (stat.isEmpty()) {
      return 0;
    }
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /**
   * How often each thread of the process has slept and was woken, by its id and name. The kernel
   * forgets the count of a thread that has ended.
   */
  public static Map<String, Long> wakeUps(long pid) {
    Map<String, Long> wakeUps = new HashMap<>();
    for (long thread : threads(pid)) {
      String status = content(pid, "task/" + thread + "/status");
      String name = field(status, "Name:");
      String count = field(status, "voluntary_ctxt_switches:");
      if (!count.isEmpty()) {
        wakeUps.put(thread + " " + name, Long.parseLong(count));
      }
    }
    return wakeUps;
  }

  private static List<Long> threads(long pid) {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return threads.map(thread -> Long.parseLong(thread.getFileName().toString())).toList();
    } catch (IOException gone) {
      return List.of();
    }
  }

  private static String field(String status, String name) {
    return status
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip())
        .findFirst()
        .orElse("");
  }

  /** The process and all that it started and that still hang on it. */
  public static List<Long> tree(long pid) {
    Stream<Long> below =
        ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants).map(ProcessHandle::pid);
    return Stream.concat(Stream.of(pid), below).toList();
  }

  /** Kill -9. */
  public static void kill(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  /** Asks a process to end, kills it if it does not, and returns when it has. */
  public static void end(long pid) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    process.ifPresent(ProcessHandle::destroy);
    if (process.isPresent() && !awaitEnd(process.get())) {
      process.get().destroyForcibly();
    }
  }

  private static boolean awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(10, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
