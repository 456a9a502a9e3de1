package io.slmmesh.bench.suite;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A temporary place for one mesh: a home, a data directory, a work directory, and nothing of the
 * real environment but the path. Closing it ends the processes that were started on it.
 */
public final class Ground implements AutoCloseable {
  private final Path root;
  private final SystemUnderTest system;
  private final int port;
  private final List<Session> sessions = new ArrayList<>();

  public Ground(SystemUnderTest system) throws IOException {
    this.root = Files.createTempDirectory("mesh-bench").toRealPath();
    this.system = system;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = socket.getLocalPort();
    }
    Files.createDirectory(root.resolve("home"));
    Files.createDirectory(root.resolve("work"));
  }

  public Path home() {
    return root.resolve("home");
  }

  /** Made by the first session. */
  public Path data() {
    return root.resolve("data");
  }

  /** A TCP port for those who need one; free when the ground was made. */
  public int port() {
    return port;
  }

  public Path work() {
    return root.resolve("work");
  }

  /** A process on this ground; {@code variables} are added to the little it gets. */
  public ProcessBuilder process(List<String> command, Map<String, String> variables) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(work().toFile());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Map<String, String> environment = builder.environment();
    Map<String, String> kept = new TreeMap<>();
    for (String name : List.of("PATH", "JAVA_HOME")) {
      String value = environment.get(name);
      if (value != null) {
        kept.put(name, value);
      }
    }
    environment.clear();
    environment.putAll(kept);
    environment.put("HOME", home().toString());
    environment.put("LANG", "C.UTF-8");
    environment.putAll(variables);
    return builder;
  }

  /** Starts a session and returns when {@code initialize} was answered. */
  public Session open() throws IOException {
    return open("bench", Map.of());
  }

  public Session open(String clientName, Map<String, String> variables) throws IOException {
    ProcessBuilder builder = system.session(this);
    builder.environment().putAll(variables);
    return open(builder, clientName);
  }

  /** Starts a session that differs from the others of this ground. */
  public Session open(ProcessBuilder session, String clientName) throws IOException {
    Session opened = Session.open(session, clientName, system.endsAfterItsInput());
    synchronized (this) {
      sessions.add(opened);
    }
    return opened;
  }

  public List<Session> open(int count) throws IOException {
    List<Session> opened = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      opened.add(open());
    }
    return opened;
  }

  public List<Long> shared() {
    return system.shared(this);
  }

  /** Asks the shared processes to end and waits until they have. */
  public void endShared() {
    for (long pid : shared()) {
      Processes.end(pid);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    sessions.forEach(Session::close);
    // A session that was just cut off may have started one more.
    for (int i = 0; i < 3 && !shared().isEmpty(); i++) {
      endShared();
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
