package io.slmmesh.api.lock;

import static io.slmmesh.api.error.MeshException.invalid;

import io.slmmesh.api.json.Default;
import io.slmmesh.api.json.Doc;
import io.slmmesh.api.json.Limit;
import org.jspecify.annotations.Nullable;

/** Input of {@code mesh_lock}. */
public record LockFile(
    Action action,
    @Doc("absolute, or relative to your directory") @Limit(bytes = 4096, blank = false)
        @Nullable String filePath,
    @Doc("shown to others") @Limit(chars = 500) @Nullable String reason,
    @Limit(min = 1, max = LockFile.MOST_MINUTES) @Default("10") int ttlMinutes) {
  /** The longest that a lock lasts without being renewed. */
  public static final int MOST_MINUTES = 60;

  /** What to do. */
  public enum Action {
    LOCK,
    UNLOCK,
    QUERY
  }

  public LockFile {
    if (action != Action.QUERY && filePath == null) {
      throw invalid(
          "filePath", "is required for action " + action.name().toLowerCase(java.util.Locale.ROOT));
    }
    if (filePath != null && filePath.indexOf('\0') >= 0) {
      throw invalid("filePath", "must not contain a NUL character");
    }
  }

  /** The path of an action that has one. */
  public String requiredPath() {
    return filePath == null ? "" : filePath;
  }
}
