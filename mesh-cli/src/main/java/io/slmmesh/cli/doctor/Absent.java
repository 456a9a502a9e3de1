package io.slmmesh.cli.doctor;

import io.slmmesh.api.link.RuntimeDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** What there is to see when no broker answers. */
final class Absent {
  private final RuntimeDir dir;

  Absent(RuntimeDir dir) {
    this.dir = dir;
  }

  List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.ok("broker", "not running; the first session starts it"));
    findings.add(socket());
    if (Files.exists(dir.port(), LinkOption.NOFOLLOW_LINKS)) {
      findings.add(
          Finding.warning(
              "port file", dir.port() + " was left by a broker that died", "slm-mesh clean"));
    }
    return findings;
  }

  private Finding socket() {
    Path socket = dir.socket();
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      return Finding.ok("socket", socket + " is free");
    }
    try {
      return Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .isOther()
          ? Finding.warning(
              "socket",
              socket + " was left by a broker that died",
              "the next start removes it, or run: slm-mesh clean")
          : Finding.problem("socket", socket + " is not a socket", "move it away");
    } catch (IOException e) {
      return Finding.problem("socket", socket + " cannot be read", "look at it with: ls -l");
    }
  }
}
