package io.slmmesh.api.peer;

import io.slmmesh.api.operation.Caller;
import org.jspecify.annotations.Nullable;

/** Which agents are meant, seen from one of them. */
public enum Scope {
  /** All on this machine. */
  MACHINE,
  /** Those working in the same directory. */
  DIRECTORY,
  /** Those working in the same git repository, whatever worktree or subdirectory. */
  REPO;

  /** Whether an agent that works in {@code directory} of {@code repository} is meant. */
  public boolean covers(Caller caller, String directory, @Nullable String repository) {
    return switch (this) {
      case MACHINE -> true;
      case DIRECTORY -> caller.directory().equals(directory);
      case REPO ->
          repository == null
              ? caller.repository() == null && caller.directory().equals(directory)
              : repository.equals(caller.repository());
    };
  }
}
