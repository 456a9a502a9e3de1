package io.slmmesh.api;

/** The version of this build, the same in every process that was installed together. */
public final class Version {
  public static final String VALUE = of("${project.version}");

  private Version() {}

  /**
   * Keeps the compiler from copying the text into its users: a build with another version is told
   * by this class alone.
   */
  private static String of(String version) {
    return version;
  }
}
