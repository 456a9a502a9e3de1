package io.slmmesh.broker.guard;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A git command that changes the files of a whole checkout, under everybody who works in it.
 *
 * @param words as somebody would type it, such as {@code git stash}
 * @param directory in which it runs
 */
public record GitAction(String words, Path directory) {
  /** Options before the subcommand that take a value. */
  private static final Set<String> WITH_VALUE =
      Set.of(
          "-C", "-c", "--git-dir", "--work-tree", "--namespace", "--exec-path", "--super-prefix");

  private static final Set<String> HARMLESS_STASH =
      Set.of("list", "show", "create", "store", "drop", "clear");

  /** What {@code git} with these arguments does to the checkout; empty if it leaves it alone. */
  static Optional<GitAction> of(List<String> arguments, Path directory) {
    Path place = directory;
    int at = 0;
    while (at < arguments.size() && arguments.get(at).startsWith("-")) {
      String option = arguments.get(at);
      if (option.equals("-C") && at + 1 < arguments.size()) {
        place = place.resolve(arguments.get(at + 1));
      }
      at += WITH_VALUE.contains(option) ? 2 : 1;
    }
    if (at >= arguments.size()) {
      return Optional.empty();
    }
    String word = arguments.get(at);
    List<String> rest = arguments.subList(at + 1, arguments.size());
    return isWreck(word, rest)
        ? Optional.of(new GitAction("git " + word, place))
        : Optional.empty();
  }

  private static boolean isWreck(String word, List<String> rest) {
    return switch (word) {
      case "switch", "rebase" -> !rest.contains("--show-current-patch");
      case "checkout" -> !rest.contains("--") || rest.indexOf("--") == rest.size() - 1;
      case "reset" -> rest.stream().noneMatch(each -> each.equals("--") || each.equals("--soft"));
      case "stash" -> rest.isEmpty() || !HARMLESS_STASH.contains(rest.getFirst());
      case "clean" -> rest.stream().noneMatch(GitAction::isDryRun);
      default -> false;
    };
  }

  private static boolean isDryRun(String option) {
    return option.equals("--dry-run") || option.matches("-[a-zA-Z]*n[a-zA-Z]*");
  }

  /** Files that {@code git} with these arguments overwrites one by one. */
  static List<String> overwritten(List<String> arguments) {
    int dashes = arguments.indexOf("--");
    if (arguments.isEmpty() || dashes < 0) {
      return List.of();
    }
    return arguments.contains("checkout") || arguments.contains("restore")
        ? arguments.subList(dashes + 1, arguments.size())
        : List.of();
  }
}
