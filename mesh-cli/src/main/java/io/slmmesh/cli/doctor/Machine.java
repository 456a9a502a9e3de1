package io.slmmesh.cli.doctor;

import java.util.Map;

/**
 * What is looked at.
 *
 * @param launcher the program {@code slm-mesh} that runs
 * @param cache the option by which it uses its cache of loaded classes
 * @param caches where these caches are
 */
public record Machine(
    Map<String, String> environment, String launcher, String cache, String caches) {
  /** The one this process runs on. */
  public static Machine ofThisProcess(Map<String, String> environment, String launcher) {
    return new Machine(
        environment,
        launcher,
        System.getProperty("slm.mesh.cache", ""),
        System.getProperty("slm.mesh.caches", ""));
  }
}
