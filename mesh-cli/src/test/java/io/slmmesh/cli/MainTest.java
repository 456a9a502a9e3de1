package io.slmmesh.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(realOut);
    System.setErr(realErr);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fly", "mcp now", "--help me"})
  void anUnknownWordEndsWithUsageInOneLineAndCode2(String words) {
    assertThat(Main.run(words.isEmpty() ? new String[0] : words.split(" "))).isEqualTo(2);
    assertThat(err.toString(UTF_8)).startsWith("usage: slm-mesh ").containsOnlyOnce("\n");
    assertThat(out.toString(UTF_8)).isEmpty();
  }

  @Test
  void versionIsThatOfTheBuild() {
    assertThat(Main.run(new String[] {"version"})).isZero();
    assertThat(out.toString(UTF_8)).matches("\\d+\\.\\d+\\.\\d+\\S*\n");
  }
}
