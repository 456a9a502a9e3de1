package io.slmmesh.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the program is found also after an upgrade: what is written into files of others. */
final class LastingPath {
  private static final Path VERSIONS = Path.of("lib", "slm-mesh");
  private static final Path LINK = Path.of("bin", "slm-mesh");

  private LastingPath() {}

  /**
   * {@code install.sh} puts {@code PREFIX/lib/slm-mesh/VERSION} behind the link {@code
   * PREFIX/bin/slm-mesh}: then the link. Else what was given.
   */
  static Path of(Path launcher) {
    Path bin = launcher.getParent();
    Path versions = bin == null || bin.getParent() == null ? null : bin.getParent().getParent();
    if (versions == null || !versions.endsWith(VERSIONS)) {
      return launcher;
    }
    Path link = versions.resolve("../..").resolve(LINK).normalize();
    try {
      return Files.isSymbolicLink(link) && link.toRealPath().startsWith(versions.toRealPath())
          ? link
          : launcher;
    } catch (IOException unreadable) {
      return launcher;
    }
  }
}
