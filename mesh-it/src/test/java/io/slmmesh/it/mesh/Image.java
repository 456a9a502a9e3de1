package io.slmmesh.it.mesh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** An install image: {@code bin}, {@code lib} and {@code native} of one version. */
public record Image(Path home) {
  private static final String VERSION =
      """
      package io.slmmesh.api;
      public final class Version {
        public static final String VALUE = String.valueOf("%s");
        private Version() {}
      }
      """;

  /** The image that the build made. */
  public static Image underTest() {
    return new Image(
        Path.of(Objects.requireNonNull(System.getProperty("slm.mesh.home"), "slm.mesh.home")));
  }

  public Path launcher() {
    return home.resolve("bin/slm-mesh");
  }

  /** A copy under {@code place} that takes itself for another version and is the same otherwise. */
  public Image as(String version, Path place) throws IOException {
    Path copy = place.resolve("image-" + version);
    copyTree(home, copy);
    Path classes = Files.createDirectories(place.resolve("classes-" + version));
    Path source = Files.writeString(classes.resolve("Version.java"), VERSION.formatted(version));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), source.toString());
    if (failed != 0) {
      throw new IllegalStateException("Version.java does not compile");
    }
    try (var jar = FileSystems.newFileSystem(copy.resolve("lib/mesh-api.jar"))) {
      String name = "io/slmmesh/api/Version.class";
      Files.copy(classes.resolve(name), jar.getPath(name), StandardCopyOption.REPLACE_EXISTING);
    }
    return new Image(copy);
  }

  private static void copyTree(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(from)) {
      files = walk.filter(file -> !from.relativize(file).startsWith("aot")).toList();
    }
    for (Path file : files) {
      try {
        Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
