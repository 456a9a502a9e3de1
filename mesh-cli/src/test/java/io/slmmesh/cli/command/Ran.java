package io.slmmesh.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;

/** What a command that ran in this process wrote, and how it ended. */
record Ran(int code, String out, String err) {
  /** Runs the words, separated by spaces, where there is no mesh. */
  static Ran words(String words) {
    return in(Map.of("SLM_MESH_DATA_DIR", "/nonexistent/mesh", "COLUMNS", "80"), split(words));
  }

  static Ran in(Map<String, String> environment, String... words) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var invocation =
        new Invocation(
            environment,
            "/",
            "/nonexistent/slm-mesh",
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, false, UTF_8),
            new PrintStream(err, false, UTF_8),
            false);
    int code = new Cli(invocation).run(words);
    return new Ran(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  private static String[] split(String words) {
    return words.isEmpty() ? new String[0] : words.split(" ");
  }
}
