package io.slmmesh.it.client;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A program in a terminal at whose keys nobody sits: what goes in are the answers that a terminal
 * itself gives to the questions of programs. It is made by {@code script} of util-linux.
 */
public final class Terminal implements AutoCloseable {
  /** What programs ask a terminal, and what it says. */
  private static final Map<String, String> ANSWERS =
      Map.of("\033[6n", "\033[1;1R", "\033[c", "\033[?62c", "\033[0c", "\033[?62c");

  private static final int LONGEST_QUESTION = 4;

  private final Process process;
  private final StringBuffer screen = new StringBuffer();

  private final Consumer<String> shown;

  private Terminal(Process process, Consumer<String> shown) {
    this.process = process;
    this.shown = shown;
  }

  /**
   * Runs words in the directory and the environment of {@code builder}.
   *
   * @param shown takes all that was on the screen, when it is closed
   */
  static Terminal start(ProcessBuilder builder, List<String> words, Consumer<String> shown) {
    String line = words.stream().map(Terminal::quoted).collect(Collectors.joining(" "));
    builder.command("script", "-qfec", "stty rows 50 cols 160; exec " + line, "/dev/null");
    builder.environment().put("TERM", "xterm-256color");
    builder.environment().put("SHELL", "/bin/sh");
    try {
      var terminal = new Terminal(builder.redirectErrorStream(true).start(), shown);
      Thread _ = Thread.startVirtualThread(terminal::show);
      return terminal;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  private void show() {
    try (var reader = process.inputReader(StandardCharsets.UTF_8);
        OutputStream keys = process.getOutputStream()) {
      var question = new StringBuilder();
      for (int next = reader.read(); next >= 0; next = reader.read()) {
        screen.append((char) next);
        question.append((char) next);
        question.delete(0, Math.max(0, question.length() - LONGEST_QUESTION));
        answer(question.toString(), keys);
      }
    } catch (IOException ended) {
      // The terminal of a program that was killed.
    }
  }

  private static void answer(String said, OutputStream keys) throws IOException {
    for (Map.Entry<String, String> each : ANSWERS.entrySet()) {
      if (said.endsWith(each.getKey())) {
        keys.write(each.getValue().getBytes(StandardCharsets.US_ASCII));
        keys.flush();
      }
    }
  }

  /** Ends the program and what it has started. */
  @Override
  public void close() {
    Stage.end(process);
    shown.accept(screen.toString());
  }
}
