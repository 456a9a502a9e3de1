package io.slmmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Output that is kept in a file beside the tests. */
public final class Golden {
  private Golden() {}

  /**
   * Fails when {@code actual} differs; what came is then in {@code target/golden}, to be looked at.
   */
  public static void check(String name, String actual) throws IOException {
    Path came = Files.createDirectories(Path.of("target/golden")).resolve(name);
    Files.writeString(came, actual);
    try (InputStream kept = Golden.class.getResourceAsStream("/golden/" + name)) {
      String expected = kept == null ? "" : new String(kept.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(actual)
          .as("compare src/test/resources/golden/%s with %s", name, came)
          .isEqualTo(expected);
    }
  }
}
