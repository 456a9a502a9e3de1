package io.slmmesh.cli.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A mesh in a temporary directory, with a project to work in. Nothing remains of it.
 *
 * @param place the directory of both
 * @param environment what its sessions are to be given
 */
public record TemporaryMesh(Path place, Map<String, String> environment) implements AutoCloseable {
  /** Its broker ends this soon after the last session. */
  private static final String IDLE_MILLIS = "500";

  private static final int PATIENCE = 500;
  private static final long PAUSE_NANOS = 10_000_000;
  private static final List<String> PASSED_ON =
      List.of("PATH", "HOME", "JAVA_HOME", "LANG", "TMPDIR");

  /** Makes the directories; the mesh begins with its first session. */
  public static TemporaryMesh create(String name) throws IOException {
    Path place = Files.createTempDirectory(name);
    Files.createDirectory(place.resolve("project"));
    Path data = Files.createDirectory(place.resolve("mesh"));
    var environment = new LinkedHashMap<String, String>();
    for (String variable : PASSED_ON) {
      @Nullable String value = System.getenv(variable);
      if (value != null) {
        environment.put(variable, value);
      }
    }
    environment.put("SLM_MESH_DATA_DIR", data.toString());
    environment.put("SLM_MESH_IDLE_MS", IDLE_MILLIS);
    return new TemporaryMesh(place, Map.copyOf(environment));
  }

  public Path project() {
    return place.resolve("project");
  }

  /** Waits for the broker, which ends soon after its last session, and removes all there was. */
  @Override
  public void close() throws IOException {
    Path socket = place.resolve("mesh").resolve("broker.sock");
    for (int i = 0; i < PATIENCE && (Files.exists(socket) || !isRemoved()); i++) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private boolean isRemoved() throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(place)) {
      all = walk.toList().reversed();
    } catch (NoSuchFileException | UncheckedIOException e) {
      return !Files.exists(place); // the broker removes files of its own while it ends
    }
    for (Path each : all) {
      try {
        Files.deleteIfExists(each);
      } catch (DirectoryNotEmptyException e) {
        return false;
      }
    }
    return true;
  }
}
