package io.slmmesh.api.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The data directory of one mesh and the files in it. Having one means that it was checked: a real
 * directory, ours, closed to everybody else, writable. That is what protects everything inside, the
 * socket above all.
 */
public final class RuntimeDir {
  /** The variable that names the directory. */
  public static final String VARIABLE = "SLM_MESH_DATA_DIR";

  /** The kernel's limit for the path of a socket, its closing NUL left out. */
  private static final int MAX_SOCKET_PATH = 103;

  private static final String DEFAULT_NAME = ".slm-mesh";
  private static final String FIX = "set " + VARIABLE + " to a directory of yours";

  private final Path home;
  private final Path socket;
  private final UserPrincipal owner;

  private RuntimeDir(Path home, Path socket, UserPrincipal owner) {
    this.home = home;
    this.socket = socket;
    this.owner = owner;
  }

  /**
   * Finds the directory by the environment, makes it when it is missing, and checks it.
   *
   * @throws LinkException it must not be used; the message tells why and what to do
   */
  public static RuntimeDir open(Map<String, String> environment) throws LinkException {
    Path home = locate(environment);
    OwnDirectory.ensure(home, FIX);
    return new RuntimeDir(home, socketFor(home, environment, true), OwnDirectory.owner(home));
  }

  /**
   * Finds the directory by the environment and checks it; {@code null} when it was not made yet.
   *
   * @throws LinkException it must not be used; the message tells why and what to do
   */
  public static @Nullable RuntimeDir find(Map<String, String> environment) throws LinkException {
    Path home = locate(environment);
    if (!Files.exists(home, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    OwnDirectory.check(home, FIX);
    return new RuntimeDir(home, socketFor(home, environment, false), OwnDirectory.owner(home));
  }

  /** Where the environment says that the directory is, whatever stands there. */
  public static Path locate(Map<String, String> environment) throws LinkException {
    String user = environment.getOrDefault("HOME", "");
    if (user.isEmpty()) {
      user = System.getProperty("user.home", "");
    }
    String named = environment.getOrDefault(VARIABLE, "");
    try {
      if (named.isEmpty()) {
        return Path.of(user, DEFAULT_NAME).toAbsolutePath().normalize();
      }
      // Agents pass what stands in their configuration, where no shell has replaced the tilde.
      String expanded = named.startsWith("~/") ? user + named.substring(1) : named;
      return Path.of(expanded).toAbsolutePath().normalize();
    } catch (InvalidPathException notAPath) {
      throw LinkException.configuration(
          "the data directory's name is not a path; set " + VARIABLE + " to an absolute path");
    }
  }

  private static Path socketFor(Path home, Map<String, String> environment, boolean makes)
      throws LinkException {
    Path inside = home.resolve("broker.sock");
    if (fits(inside)) {
      return inside;
    }
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    String fix = "set " + VARIABLE + " to a shorter path";
    if (runtime.isEmpty()) {
      throw LinkException.configuration(
          "the socket path " + inside + " is longer than " + MAX_SOCKET_PATH + " bytes; " + fix);
    }
    Path parent = Path.of(runtime).toAbsolutePath().normalize();
    OwnDirectory.check(parent, fix);
    Path ours = parent.resolve("slm-mesh");
    if (makes || Files.exists(ours, LinkOption.NOFOLLOW_LINKS)) {
      OwnDirectory.ensure(ours, fix);
    }
    Path outside = ours.resolve(hash(home.toString()) + ".sock");
    if (!fits(Path.of(outside + "h"))) {
      throw LinkException.configuration(
          "the socket path " + outside + " is longer than " + MAX_SOCKET_PATH + " bytes; " + fix);
    }
    return outside;
  }

  private static boolean fits(Path socket) {
    return socket.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_SOCKET_PATH;
  }

  /** FNV-1a: it keeps data directories of one user apart, no secret hangs on it. */
  private static String hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (each & 0xff)) * 0x100000001b3L;
    }
    return String.format("%016x", hash);
  }

  /** Makes a file that only its owner may read and write, unless it is there already. */
  public static Path createPrivately(Path file) throws IOException {
    EnumSet<PosixFilePermission> ours =
        EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    try {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(ours));
    } catch (FileAlreadyExistsException present) {
      return file;
    }
    return file;
  }

  public Path home() {
    return home;
  }

  /** Whose directory it is, which is who may talk through the socket. */
  public UserPrincipal owner() {
    return owner;
  }

  public Path socket() {
    return socket;
  }

  public Path database() {
    return home.resolve("mesh.db");
  }

  /** Locked by the one broker for as long as it lives; nothing else may ever open it. */
  public Path brokerLock() {
    return home.resolve("broker.lock");
  }

  /** The bearer token of the user for HTTP. */
  public Path token() {
    return home.resolve("broker.token");
  }

  /** Holds the number of the TCP port of the HTTP face while a broker listens there. */
  public Path port() {
    return home.resolve("port");
  }

  /** The socket of the HTTP face, beside the other one. */
  public Path httpSocket() {
    String name = String.valueOf(socket.getFileName());
    return socket.resolveSibling(
        socket.startsWith(home) ? "http.sock" : name.replace(".sock", "h.sock"));
  }

  /** Locked by the one session that is starting a broker. */
  public Path startLock() {
    return home.resolve("start.lock");
  }

  /** What the broker writes at this moment; older logs have higher numbers. */
  public Path log() {
    return home.resolve("broker.0.log");
  }

  /** What a broker printed, above all when it could not start. */
  public Path errors() {
    return home.resolve("broker.err");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RuntimeDir that && that.home.equals(home);
  }

  @Override
  public int hashCode() {
    return home.hashCode();
  }

  @Override
  public String toString() {
    return home.toString();
  }
}
