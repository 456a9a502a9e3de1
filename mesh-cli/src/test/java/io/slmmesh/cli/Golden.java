package io.slmmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Output that is kept in a file beside the tests. */
public final class Golden {
  private static final Path KEPT = Path.of("src/test/resources/golden");

  private Golden() {}

  /** Compares, or writes the file when the build runs with {@code -Dgolden.update=true}. */
  public static void check(String name, String actual) throws IOException {
    Path file = KEPT.resolve(name);
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(KEPT);
      Files.writeString(file, actual);
      return;
    }
    assertThat(Files.exists(file) ? Files.readString(file) : "")
        .as("%s differs; ./mvnw test -Dgolden.update=true writes it anew", file)
        .isEqualTo(actual);
  }
}
