package io.slmmesh.cli.guard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A git repository, as git tells of it.
 *
 * @param directory somewhere in its worktree
 */
public record Repository(Path directory) {
  /** Top directory of the worktree. */
  public Path worktree() throws IOException, InterruptedException {
    return Path.of(line("rev-parse", "--show-toplevel"));
  }

  /**
   * The directory in which git looks for hooks, also where {@code core.hooksPath} names another.
   */
  public Path hooks() throws IOException, InterruptedException {
    return directory.resolve(line("rev-parse", "--git-path", "hooks")).normalize();
  }

  /** Whether the hooks belong to this repository alone. */
  public boolean ownsHooks() throws IOException, InterruptedException {
    Path common = directory.resolve(line("rev-parse", "--git-common-dir")).normalize();
    return hooks().startsWith(common) || hooks().startsWith(worktree());
  }

  /**
   * Absolute paths of the files that the commit changes which is about to be made. Of a merge only
   * those that differ from each of its parents: the others were committed before, by somebody else.
   */
  public List<Path> staged() throws IOException, InterruptedException {
    Path top = worktree();
    Set<String> names = new LinkedHashSet<>(staged(List.of()));
    Path merging = directory.resolve(line("rev-parse", "--git-path", "MERGE_HEAD"));
    if (Files.exists(merging)) {
      for (String parent : Files.readAllLines(merging)) {
        names.retainAll(staged(List.of(parent.strip())));
      }
    }
    return names.stream().map(top::resolve).toList();
  }

  private List<String> staged(List<String> against) throws IOException, InterruptedException {
    var words = new ArrayList<>(List.of("diff", "--cached", "--name-only", "--no-renames", "-z"));
    words.addAll(against);
    return List.of(git(words).split("\0")).stream().filter(name -> !name.isEmpty()).toList();
  }

  private String line(String... words) throws IOException, InterruptedException {
    return git(List.of(words)).stripTrailing();
  }

  private String git(List<String> words) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("git", "-C", directory.toString()));
    command.addAll(words);
    Process git =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    git.getOutputStream().close();
    String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (git.waitFor() != 0) {
      throw new IOException(
          directory + " is in no git worktree, or git failed at " + String.join(" ", words));
    }
    return output;
  }
}
