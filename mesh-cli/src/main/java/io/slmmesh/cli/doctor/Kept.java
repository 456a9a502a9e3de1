package io.slmmesh.cli.doctor;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonException;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.link.RuntimeDir;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files that outlive brokers. Neither the database nor the broker's lock is ever opened. */
final class Kept {
  private static final int TAIL = 256 << 10;
  private static final int TOKEN = 64;
  private static final String PRIVATE = "rw-------";

  private final RuntimeDir dir;

  Kept(RuntimeDir dir) {
    this.dir = dir;
  }

  List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    findings.add(database());
    findings.add(token());
    findings.addAll(aside());
    findings.add(log());
    findings.addAll(errors());
    return findings;
  }

  private Finding database() {
    Path file = dir.database();
    if (!Files.exists(file)) {
      return Finding.ok("database file", "not there yet; the broker makes it");
    }
    if (!isPrivate(file) || !Files.isReadable(file)) {
      return Finding.problem(
          "database file", file + " is not for you alone", "chmod 600 '" + file + "'");
    }
    return Files.exists(file.resolveSibling(file.getFileName() + ".suspect"))
        ? Finding.warning(
            "database file",
            file + " showed damage",
            "the next start checks it and puts it aside if it is damaged: slm-mesh stop")
        : Finding.ok("database file", file + " is for you alone");
  }

  private Finding token() {
    Path file = dir.token();
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Finding.ok("HTTP token", "not there yet; the broker makes it");
    }
    if (!isPrivate(file)) {
      return Finding.problem(
          "HTTP token",
          "others may have read " + file,
          "chmod 600 '" + file + "' && slm-mesh token rotate");
    }
    return isToken(file)
        ? Finding.ok("HTTP token", file + " is for you alone")
        : Finding.problem("HTTP token", file + " holds no token", "slm-mesh token rotate");
  }

  private static boolean isToken(Path file) {
    try {
      String text = Files.readString(file).strip();
      return text.length() == TOKEN && text.chars().allMatch(HexFormat::isHexDigit);
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static boolean isPrivate(Path file) {
    try {
      return PosixFilePermissions.toString(
              Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))
          .equals(PRIVATE);
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** Databases that were put aside, and reports of crashes. */
  private List<Finding> aside() {
    List<Finding> findings = new ArrayList<>();
    try (Stream<Path> files = Files.list(dir.home())) {
      for (Path file : files.sorted().toList()) {
        String name = String.valueOf(file.getFileName());
        if (Leftovers.isAside(name)) {
          findings.add(
              Finding.warning(
                  "damaged database",
                  file + " was put aside",
                  "keep it if you miss something; else: slm-mesh clean --quarantine"));
        } else if (name.startsWith("hs_err_")) {
          findings.add(
              Finding.warning("crash", "the JVM left " + file, "look into it, then remove it"));
        }
      }
    } catch (IOException e) {
      findings.add(Finding.problem("data directory", "cannot be listed", "ls -la '" + dir + "'"));
    }
    return findings;
  }

  private Finding log() {
    JsonObject last = null;
    for (String line : tail(dir.log()).lines().toList()) {
      JsonObject entry = entry(line);
      if (entry != null) {
        last = entry;
      }
    }
    if (last == null) {
      return Finding.ok("log", dir.log() + " tells of no trouble");
    }
    String says = last.text("level") + " at " + last.text("time") + ": " + last.text("message");
    return "SEVERE".equals(last.text("level"))
        ? Finding.warning("log", says, "see " + dir.log())
        : Finding.ok("log", says);
  }

  private static @Nullable JsonObject entry(String line) {
    if (!line.contains("\"SEVERE\"") && !line.contains("\"WARNING\"")) {
      return null;
    }
    try {
      return Json.parse(line) instanceof JsonObject entry ? entry : null;
    } catch (JsonException cutLine) {
      return null;
    }
  }

  /** What a broker printed that could not start, if nothing has run since. */
  private List<Finding> errors() {
    try {
      boolean newer =
          !Files.exists(dir.log())
              || Files.getLastModifiedTime(dir.errors())
                      .compareTo(Files.getLastModifiedTime(dir.log()))
                  > 0;
      String last = tail(dir.errors()).strip();
      last = last.substring(last.lastIndexOf('\n') + 1);
      return newer && !last.isEmpty()
          ? List.of(Finding.warning("last start", last, "see " + dir.errors()))
          : List.of();
    } catch (IOException noErrors) {
      return List.of();
    }
  }

  private static String tail(Path path) {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      long from = Math.max(0, file.length() - TAIL);
      byte[] bytes = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      return "";
    }
  }
}
