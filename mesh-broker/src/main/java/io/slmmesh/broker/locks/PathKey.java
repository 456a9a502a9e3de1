package io.slmmesh.broker.locks;

import static io.slmmesh.api.error.MeshException.invalid;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a path means: one file has one key, however it is spelled.
 *
 * @param path canonical absolute path: links followed, {@code .} and {@code ..} resolved as the
 *     file system resolves them; the last parts need not exist
 * @param file identity of the file itself (device and inode), which hard links share; {@code null}
 *     while it does not exist
 */
record PathKey(String path, @Nullable String file) {

  /**
   * @param directory of the agent, for a relative {@code spelled}
   * @throws io.slmmesh.api.error.MeshException {@code INVALID_ARGUMENT} if it can't be a path
   */
  static PathKey of(String directory, String spelled) {
    try {
      Path resolved = new Walk().follow(Path.of(directory).resolve(spelled));
      return new PathKey(foldCase(resolved), fileKey(resolved));
    } catch (InvalidPathException e) {
      throw invalid("filePath", "is not a path: " + e.getReason());
    } catch (IOException e) {
      throw invalid("filePath", "can't be resolved: " + e.getMessage());
    }
  }

  /** Identity of the file that is at {@code path} now. */
  static @Nullable String fileKey(Path path) {
    try {
      Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      return key == null ? null : key.toString();
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Goes the path part by part, so that {@code ..} after a link leaves the link's target, as it
   * does for every program that opens the path.
   */
  private static final class Walk {
    /** As many links as the kernel follows. Whoever laid more of them would keep us busy. */
    private int linksLeft = 40;

    Path follow(Path spelled) throws IOException {
      Path absolute = spelled.toAbsolutePath();
      Path here = absolute.getRoot();
      for (Path part : absolute) {
        String name = part.toString();
        if (name.equals("..")) {
          here = here.getParent() == null ? here : here.getParent();
        } else if (!name.equals(".") && !name.isEmpty()) {
          here = step(here.resolve(part));
        }
      }
      return here;
    }

    private Path step(Path next) throws IOException {
      if (Files.exists(next)) {
        return next.toRealPath();
      }
      if (Files.isSymbolicLink(next) && linksLeft-- > 0) {
        // A link to a file that does not exist yet: whoever writes through it makes its target.
        return follow(next.resolveSibling(Files.readSymbolicLink(next)));
      }
      return next;
    }
  }

  /**
   * On a volume that ignores case (or Unicode form), spellings of a file that does not exist yet
   * must meet; an existing one has its real name already.
   */
  private static String foldCase(Path path) {
    Path existing = path;
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing.equals(path) || !ignoresCase(existing)) {
      return path.toString();
    }
    String rest = existing.relativize(path).toString();
    return existing
        .resolve(Normalizer.normalize(rest, Normalizer.Form.NFC).toLowerCase(Locale.ROOT))
        .toString();
  }

  private static boolean ignoresCase(Path existing) {
    String name = existing.getFileName() == null ? "" : existing.getFileName().toString();
    String swapped =
        name.equals(name.toUpperCase(Locale.ROOT))
            ? name.toLowerCase(Locale.ROOT)
            : name.toUpperCase(Locale.ROOT);
    if (swapped.equals(name)) {
      return false;
    }
    try {
      return Files.isSameFile(existing, existing.resolveSibling(swapped));
    } catch (IOException e) {
      return false;
    }
  }
}
