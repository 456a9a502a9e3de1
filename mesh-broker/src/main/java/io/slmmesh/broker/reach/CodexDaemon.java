package io.slmmesh.broker.reach;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The process in which Codex keeps the threads of its terminals: {@code codex app-server --listen
 * unix://…}. A thread whose bridge it has started is held by it, and it starts a turn when
 * something is queued. Threads of {@code codex exec}, of {@code --no-daemon} and of editors are
 * held by other processes, for which the queue takes messages too, and nobody reads them.
 *
 * @param program the file it runs, whatever stands on anybody's {@code PATH}
 * @param environment its own, with the user's {@code CODEX_HOME}
 */
record CodexDaemon(Path program, Path directory, Map<String, String> environment) {
  /** The daemon that is this process; empty where there is no {@code /proc} to tell it. */
  static Optional<CodexDaemon> of(long pid) {
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      List<String> words = parts(process.resolve("cmdline"));
      int listen = words.indexOf("--listen");
      boolean daemon =
          words.indexOf("app-server") == 1
              && listen > 0
              && listen + 1 < words.size()
              && words.get(listen + 1).startsWith("unix://");
      Path program = Files.readSymbolicLink(process.resolve("exe"));
      return daemon && Files.isExecutable(program)
          ? Optional.of(
              new CodexDaemon(
                  program,
                  Files.readSymbolicLink(process.resolve("cwd")),
                  variables(process.resolve("environ"))))
          : Optional.empty();
    } catch (IOException | UnsupportedOperationException elsewhere) {
      return Optional.empty();
    }
  }

  private static Map<String, String> variables(Path file) throws IOException {
    var variables = new LinkedHashMap<String, String>();
    for (String each : parts(file)) {
      int at = each.indexOf('=');
      if (at > 0) {
        variables.put(each.substring(0, at), each.substring(at + 1));
      }
    }
    return variables;
  }

  private static List<String> parts(Path file) throws IOException {
    return List.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\0"));
  }

  /** The command that puts a text before a thread as its next turn. */
  ProcessBuilder queue(String thread, String text) {
    var words = new ArrayList<>(List.of(program.toString(), "queue"));
    words.addAll(List.of("--thread", thread, "--message", text));
    var builder = new ProcessBuilder(words).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder
        .redirectInput(Path.of("/dev/null").toFile())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD);
  }
}
