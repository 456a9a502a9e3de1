package io.slmmesh.it.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A mesh of its own: a data directory, a home and a work directory, all temporary, and the settings
 * its processes get. Closing it ends the processes it knows and fails if the broker's log tells of
 * a failure.
 */
public final class Mesh implements AutoCloseable {
  private static final Set<String> PASSED_ON = Set.of("PATH", "JAVA_HOME", "TMPDIR");

  private final Path root;
  private final Path data;
  private final Map<String, String> environment = new HashMap<>();
  private final List<Agent> agents = new ArrayList<>();
  private boolean troubleExpected;

  private Mesh(Path root, Path data) {
    this.root = root;
    this.data = data;
    System.getenv()
        .forEach((name, value) -> {
          if (PASSED_ON.contains(name)) {
            environment.put(name, value);
          }
        });
    set("HOME", directory("home").toString());
    set("LANG", "C.UTF-8");
    set("SLM_MESH_AOT", "off");
    set("SLM_MESH_PORT", "0");
    set("SLM_MESH_DATA_DIR", data.toString());
    directory("work");
  }

  /** A mesh whose data directory the first session makes. */
  public static Mesh create() {
    Path root = privateDirectory();
    return new Mesh(root, root.resolve("data"));
  }

  /** A mesh where users have theirs: in the home, and no variable says so. */
  public static Mesh inHome() {
    Path root = privateDirectory();
    return new Mesh(root, root.resolve("home/.slm-mesh")).unset("SLM_MESH_DATA_DIR");
  }

  /** A mesh with a data directory that the test made. */
  public static Mesh at(Path data) {
    return new Mesh(privateDirectory(), data);
  }

  private static Path privateDirectory() {
    try {
      // With the links resolved, as the broker shows paths.
      return Files.createTempDirectory("slm-it").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A setting for the processes that are started from now on. */
  public Mesh set(String name, Object value) {
    environment.put(name, value.toString());
    return this;
  }

  /** Processes that are started from now on do not get this. */
  public Mesh unset(String name) {
    environment.remove(name);
    return this;
  }

  /** The broker is made to fail here; its log may say so. */
  public Mesh expectTrouble() {
    troubleExpected = true;
    return this;
  }

  public Path data() {
    return data;
  }

  public Path work() {
    return root.resolve("work");
  }

  public Path root() {
    return root;
  }

  /** A directory beside the work directory, made when it is missing. */
  public Path directory(String name) {
    try {
      return Files.createDirectories(root.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Describes an agent to start. */
  public Launch agent() {
    return Launch.of(this);
  }

  synchronized Agent adopt(Agent agent) {
    agents.add(agent);
    return agent;
  }

  /** A command of an image in this mesh. */
  public ProcessBuilder command(Image image, String... words) {
    var command = new ArrayList<String>();
    command.add(image.launcher().toString());
    command.addAll(List.of(words));
    var builder = new ProcessBuilder(command).directory(work().toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }

  /** Runs {@code slm-mesh broker} in the foreground. */
  public Child broker() {
    ProcessBuilder builder = command(Image.underTest(), "broker");
    return Child.start(builder.redirectOutput(ProcessBuilder.Redirect.DISCARD));
  }

  /** The one broker; waits until it is there. */
  public long brokerPid() {
    List<Long> found =
        await("a broker")
            .atMost(Duration.ofSeconds(15))
            .pollInterval(Duration.ofMillis(5))
            .until(() -> Processes.brokersOf(data), pids -> !pids.isEmpty());
    assertThat(found).as("brokers of " + data).hasSize(1);
    return found.getFirst();
  }

  /** Kills the broker, kill -9, and returns when it has ended. */
  public long killBroker() {
    long pid = brokerPid();
    Processes.kill(pid);
    awaitEnd(pid);
    return pid;
  }

  public void awaitEnd(long pid) {
    await("the end of process " + pid)
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(2))
        .until(() -> !Processes.lives(pid));
  }

  public void awaitNoBroker() {
    await("no broker")
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> Processes.brokersOf(data).isEmpty());
  }

  /** All lines of the broker's log. */
  public List<String> log() {
    Path log = data.resolve("broker.0.log");
    try {
      return Files.exists(log) ? Files.readAllLines(log) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    List<Agent> open;
    synchronized (this) {
      open = List.copyOf(agents);
    }
    try {
      open.forEach(Agent::close);
      if (!troubleExpected) {
        assertThat(log()).as("the broker's log").noneMatch(line -> line.contains("SEVERE"));
      }
    } finally {
      open.forEach(Agent::kill);
      Processes.allOf(data).forEach(Processes::kill);
      await().atMost(Duration.ofSeconds(10)).until(() -> Processes.allOf(data).isEmpty());
      delete(root);
    }
  }

  /** Deletes a directory with all that is in it. */
  public static void delete(Path tree) {
    try (Stream<Path> walk = Files.walk(tree)) {
      for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes a directory that only its owner may enter. */
  public static Path closed(Path directory) throws IOException {
    return Files.createDirectory(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }
}
