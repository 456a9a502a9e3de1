package io.slmmesh.broker.mcp;

import io.slmmesh.api.json.JsonObject;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where an agent works. */
final class Directory {
  private Directory() {}

  /**
   * The workspace that the call names (Codex tells it nowhere else), else the directory of the
   * bridge; canonical.
   */
  static Path of(JsonObject meta, String bridgeDirectory) {
    Path named = absolute(workspace(meta));
    return canonical(named == null ? Path.of(bridgeDirectory) : named);
  }

  /** The workspace that the call names, canonical; empty if it names none. */
  static String named(JsonObject meta) {
    Path named = absolute(workspace(meta));
    return named == null ? "" : canonical(named).toString();
  }

  private static @Nullable String workspace(JsonObject meta) {
    return meta.object("x-codex-turn-metadata").object("workspaces").members().keySet().stream()
        .findFirst()
        .orElse(null);
  }

  private static @Nullable Path absolute(@Nullable String text) {
    try {
      Path path = text == null ? null : Path.of(text);
      return path != null && path.isAbsolute() ? path : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static Path canonical(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize();
    }
  }
}
