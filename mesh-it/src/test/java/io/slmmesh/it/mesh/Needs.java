package io.slmmesh.it.mesh;

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

  static void met(boolean isMet, String need) {
    if (!isMet && INSISTS) {
      throw new AssertionError("SLM_MESH_REQUIRE_ROOT=1, and " + need);
    }
    if (!isMet) {
      Figures.print("SKIPPED: " + need);
    }
    Assumptions.assumeTrue(isMet, need);
  }
}
