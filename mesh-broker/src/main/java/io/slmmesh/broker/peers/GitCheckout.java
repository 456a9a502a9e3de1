package io.slmmesh.broker.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The git checkout around a directory, read from its files; git itself is not run.
 *
 * @param worktree top directory of the checkout
 * @param gitDirectory where this checkout's HEAD is
 * @param repository the common git directory, the same for all worktrees of one repository
 */
public record GitCheckout(Path worktree, Path gitDirectory, Path repository) {
  private static final int LARGEST_FILE = 4096;

  /** The checkout that {@code directory} is in. */
  public static Optional<GitCheckout> around(Path directory) {
    for (Path place = directory; place != null; place = place.getParent()) {
      Path dotGit = place.resolve(".git");
      if (Files.isDirectory(dotGit)) {
        return Optional.of(new GitCheckout(place, dotGit, dotGit));
      }
      if (Files.isRegularFile(dotGit)) {
        return linked(place, dotGit);
      }
    }
    return Optional.empty();
  }

  /**
   * A worktree or submodule: {@code .git} is a file that names the git directory, which may name a
   * common one.
   */
  private static Optional<GitCheckout> linked(Path worktree, Path dotGit) {
    String text = line(dotGit);
    if (text == null || !text.startsWith("gitdir:")) {
      return Optional.empty();
    }
    Path gitDirectory = worktree.resolve(text.substring("gitdir:".length()).strip()).normalize();
    String common = line(gitDirectory.resolve("commondir"));
    Path repository = common == null ? gitDirectory : gitDirectory.resolve(common).normalize();
    return Optional.of(new GitCheckout(worktree, gitDirectory, repository));
  }

  /** The branch that is checked out, or the abbreviated commit of a detached HEAD. */
  static @Nullable String branchAt(Path directory) {
    return around(directory).map(GitCheckout::branch).orElse(null);
  }

  private @Nullable String branch() {
    String head = line(gitDirectory.resolve("HEAD"));
    if (head == null) {
      return null;
    }
    String branch = "ref: refs/heads/";
    return head.startsWith(branch)
        ? head.substring(branch.length())
        : head.substring(0, Math.min(12, head.length()));
  }

  /** The directory people call the repository: the one that holds {@code .git}. */
  static String rootOf(String repository) {
    Path path = Path.of(repository);
    Path parent = path.getParent();
    return path.endsWith(".git") && parent != null ? parent.toString() : repository;
  }

  private static @Nullable String line(Path file) {
    try {
      return Files.size(file) > LARGEST_FILE ? null : Files.readString(file).strip();
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }
}
