package io.slmmesh.it.mesh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Another user of the machine, who runs {@link Stranger}. Only root can act as one. */
public final class OtherUser {
  private static final String UID = "65534";
  private static final List<String> BECOME =
      List.of("setpriv", "--reuid=" + UID, "--regid=" + UID, "--clear-groups");

  private final Path place;

  /** {@code place} must be one that others may enter; skips the test where that is not possible. */
  public OtherUser(Path place) throws IOException {
    Needs.root();
    this.place = place;
    Path program = place.resolve(Stranger.class.getName().replace('.', '/') + ".class");
    open(Files.createDirectories(program.getParent()), "rwxr-xr-x");
    try (InputStream code = Stranger.class.getResourceAsStream("Stranger.class")) {
      Files.copy(Objects.requireNonNull(code), program);
    }
    open(program, "rw-r--r--");
    Needs.met(said("look", "/").startsWith("[listed "), "it must be able to become user " + UID);
  }

  /** Opens a path and what leads to it from {@code place}. */
  private void open(Path path, String mode) throws IOException {
    for (Path each = path; !each.equals(place); each = each.getParent()) {
      Files.setPosixFilePermissions(
          each, PosixFilePermissions.fromString(each.equals(path) ? mode : "rwxr-xr-x"));
    }
  }

  /** Starts the program and goes on. */
  public Child start(String... words) {
    var command = new ArrayList<>(BECOME);
    command.addAll(List.of(System.getProperty("java.home") + "/bin/java", "-Xshare:auto", "-cp"));
    command.add(place.toString());
    command.add(Stranger.class.getName());
    command.addAll(List.of(words));
    return Child.start(new ProcessBuilder(command).directory(place.toFile()));
  }

  /** Runs the program to its end; gives its lines. */
  public List<String> run(String... words) throws IOException {
    Process process = start(words).process();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }

  private String said(String... words) throws IOException {
    return run(words).toString();
  }

  /** A directory of this user. */
  public Path home() throws IOException {
    Path home = Files.createDirectory(place.resolve("home-of-" + UID));
    Files.setAttribute(home, "unix:uid", Integer.valueOf(UID));
    return home;
  }

  public void owns(Path path) throws IOException {
    Files.setAttribute(path, "unix:uid", Integer.valueOf(UID));
  }
}
