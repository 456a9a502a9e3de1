package io.slmmesh.cli.doctor;

import io.slmmesh.api.Version;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program itself: its Java, its caches, how the shell finds it. */
final class Install {
  private static final String NAME = "slm-mesh";
  private static final String ON_PATH = "on the PATH";

  private final Machine machine;

  Install(Machine machine) {
    this.machine = machine;
  }

  List<Finding> look() {
    return List.of(version(), java(), caches(), path());
  }

  private Finding version() {
    return Finding.ok(NAME, Version.VALUE + ", " + machine.launcher());
  }

  private static Finding java() {
    String found = "JDK " + Runtime.version() + ", " + System.getProperty("java.home");
    return Runtime.version().feature() == 25
        ? Finding.ok("Java", found)
        : Finding.problem("Java", found, "install a JDK 25 or point JAVA_HOME at one");
  }

  private Finding caches() {
    String name = "class caches";
    if (machine.cache().startsWith("-XX:AOTCache=")) {
      return Finding.ok(name, "trained, in " + machine.caches());
    }
    if (machine.environment().getOrDefault("SLM_MESH_AOT", "").equals("off")) {
      return Finding.ok(name, "switched off by SLM_MESH_AOT");
    }
    return Finding.warning(
        name,
        "not trained for this version and JDK: everything starts slower",
        "the first session trains them in the background, or run: slm-mesh train");
  }

  private Finding path() {
    List<Path> found = found();
    Path ours = real(Path.of(machine.launcher()));
    if (found.isEmpty()) {
      return Finding.warning(
          ON_PATH,
          "the shell does not find slm-mesh",
          "ln -s '"
              + machine.launcher()
              + "' ~/.local/bin/slm-mesh, or another folder of your PATH");
    }
    if (found.size() > 1) {
      return Finding.warning(
          ON_PATH, "several installs: " + found, "remove all but one; the first is used");
    }
    // npm puts a launcher of its own before this one, and that says so.
    String before = machine.environment().getOrDefault("SLM_MESH_NPM", "");
    return found.getFirst().equals(ours) || found.getFirst().toString().equals(before)
        ? Finding.ok(ON_PATH, "the shell finds this one")
        : Finding.warning(
            ON_PATH,
            "the shell finds another install: " + found.getFirst(),
            "remove one of them; this one is " + ours);
  }

  /** All different ones, in the order of the PATH. */
  private List<Path> found() {
    List<Path> found = new ArrayList<>();
    String folders = machine.environment().getOrDefault("PATH", "");
    for (String folder : folders.split(File.pathSeparator, -1)) {
      Path each = real(Path.of(folder.isEmpty() ? "." : folder, NAME));
      if (Files.isRegularFile(each) && Files.isExecutable(each) && !found.contains(each)) {
        found.add(each);
      }
    }
    return found;
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException unreadable) {
      return path;
    }
  }
}
