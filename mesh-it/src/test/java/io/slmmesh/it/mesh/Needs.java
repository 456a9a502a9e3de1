package io.slmmesh.it.mesh;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * What only some machines have. A test that needs it skips with a word, or fails where it must run.
 */
public final class Needs {
  private static final boolean INSISTS = "1".equals(System.getenv("SLM_MESH_REQUIRE_ROOT"));

  private Needs() {}

  /** The right to mount and to become another user. */
  public static void root() {
    met("root".equals(System.getProperty("user.name")), "it must run as root");
  }

  /** A program of the machine; a test without it only skips. */
  public static void program(String name) {
    boolean isThere =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
    skipUnless(isThere, "it needs the program " + name);
  }

  static void met(boolean isMet, String need) {
    if (!isMet && INSISTS) {
      throw new AssertionError("SLM_MESH_REQUIRE_ROOT=1, and " + need);
    }
    skipUnless(isMet, need);
  }

  private static void skipUnless(boolean isMet, String need) {
    if (!isMet) {
      Figures.print("SKIPPED: " + need);
    }
    Assumptions.assumeTrue(isMet, need);
  }
}
