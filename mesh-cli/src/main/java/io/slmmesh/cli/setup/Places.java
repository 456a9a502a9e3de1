package io.slmmesh.cli.setup;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where programs keep their configuration on this machine.
 *
 * @param directory the project
 * @param mac whether it is macOS, where some directories have other names
 */
public record Places(Map<String, String> environment, Path directory, boolean mac) {
  private static final String CONFIG = "XDG_CONFIG_HOME";

  /** The variable, empty if it is not set. */
  String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  /** The user's home; without {@code HOME} it is the project, which no word lets happen. */
  Path home() {
    return directory.resolve(variable("HOME"));
  }

  /** The directory that a variable names, else the usual one in the home. */
  Path moved(String variable, String usual) {
    String given = variable(variable);
    return given.isEmpty() ? home().resolve(usual) : directory.resolve(given).normalize();
  }

  /** The directory for configuration; a variable that is not absolute is to be ignored. */
  Path config() {
    Path given = Path.of(variable(CONFIG));
    return given.isAbsolute() ? given : home().resolve(".config");
  }

  /** Where VS Code keeps what is the user's. */
  Path code() {
    return (mac ? home().resolve("Library/Application Support") : config()).resolve("Code");
  }

  /** The program that the shell would find. */
  Optional<Path> find(String command) {
    for (String folder : variable("PATH").split(File.pathSeparator, -1)) {
      Path program = directory.resolve(folder).resolve(command);
      if (!folder.isEmpty() && Files.isExecutable(program)) {
        return Optional.of(program);
      }
    }
    return Optional.empty();
  }
}
