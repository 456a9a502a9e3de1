package io.slmmesh.cli.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The {@code pre-commit} hook of a directory of hooks. One that was there before is kept beside
 * ours under another name and runs after it, whatever language it is written in.
 *
 * @param hooks where git looks for hooks
 * @param launcher absolute path of {@code slm-mesh}
 */
public record CommitHook(Path hooks, Path launcher) {
  private static final String MARK =
      "# slm-mesh guard: made by 'slm-mesh guard install', ended by 'slm-mesh guard remove'";
  private static final String NAME = "pre-commit";
  private static final String BEFORE = "pre-commit.before-slm-mesh";

  /** What came of it. */
  public enum Change {
    DONE,
    /** It was so already. */
    NONE
  }

  public Path file() {
    return hooks.resolve(NAME);
  }

  private Path before() {
    return hooks.resolve(BEFORE);
  }

  /** Whether our hook is there, by whatever version. */
  public boolean isInstalled() throws IOException {
    return Files.isRegularFile(file()) && Files.readString(file()).contains(MARK);
  }

  /** Puts ours in front of what is there. */
  public Change install() throws IOException {
    boolean installed = isInstalled();
    if (installed && Files.readString(file()).equals(script())) {
      return Change.NONE;
    }
    Files.createDirectories(hooks);
    if (!installed && Files.exists(file(), LinkOption.NOFOLLOW_LINKS)) {
      if (Files.exists(before(), LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(before() + " is in the way; move it and try again");
      }
      Files.move(file(), before());
    }
    Path fresh = Files.createTempFile(hooks, NAME, ".new");
    Files.writeString(fresh, script());
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.move(fresh, file(), StandardCopyOption.ATOMIC_MOVE);
    return Change.DONE;
  }

  /** Takes ours away and puts back what was there before. */
  public Change remove() throws IOException {
    if (!isInstalled()) {
      return Change.NONE;
    }
    if (Files.exists(before(), LinkOption.NOFOLLOW_LINKS)) {
      Files.move(before(), file(), StandardCopyOption.ATOMIC_MOVE);
    } else {
      Files.delete(file());
    }
    return Change.DONE;
  }

  /** A launcher that is gone must not keep anybody from committing. */
  private String script() {
    return """
    #!/bin/sh
    %s
    slm_mesh=%s
    if [ -x "$slm_mesh" ]; then
      "$slm_mesh" guard check || exit 1
    fi
    before=$(dirname "$0")/%s
    if [ -x "$before" ]; then
      exec "$before" "$@"
    fi
    """
        .formatted(MARK, quoted(launcher.toString()), BEFORE);
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
