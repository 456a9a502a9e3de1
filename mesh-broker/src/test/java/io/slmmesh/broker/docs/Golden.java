package io.slmmesh.broker.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A committed file that must be what the code generates. */
public final class Golden {
  private static final Path ROOT = Path.of("..");

  private Golden() {}

  /** Compares, or writes the file when the build runs with {@code -Dgolden.update=true}. */
  public static void check(String path, String generated) throws IOException {
    Path file = ROOT.resolve(path);
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, generated);
      return;
    }
    assertThat(Files.exists(file) ? Files.readString(file) : "")
        .as("%s is not what the code says; ./mvnw test -Dgolden.update=true writes it anew", path)
        .isEqualTo(generated);
  }
}
