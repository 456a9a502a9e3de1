package io.slmmesh.cli.command;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command, in one line, with what was probably meant. */
record Misunderstanding(String problem, Collection<String> candidates, String word, String page) {
  private static final int FAR = 3;

  static Misunderstanding of(ParameterException exception) {
    CommandLine at = exception.getCommandLine();
    String page = at.getCommandSpec().qualifiedName() + " --help";
    if (exception instanceof UnmatchedArgumentException unmatched) {
      String word = unmatched.getUnmatched().getFirst();
      boolean isOption = unmatched.isUnknownOption();
      List<String> candidates = isOption ? options(at) : List.copyOf(at.getSubcommands().keySet());
      return new Misunderstanding(problem(at, word, isOption), candidates, word, page);
    }
    return new Misunderstanding(
        String.valueOf(exception.getMessage()).replace('\n', ' '), List.of(), "", page);
  }

  private static String problem(CommandLine at, String word, boolean isOption) {
    String name = at.getCommandSpec().qualifiedName();
    if (isOption) {
      boolean takesText = !at.getCommandSpec().positionalParameters().isEmpty();
      return name
          + " has no option "
          + word
          + (takesText ? " (put -- before text that begins with -)" : "");
    }
    return at.getSubcommands().isEmpty()
        ? name + " takes nothing more, but got " + word
        : name + " has no word " + word;
  }

  private static List<String> options(CommandLine at) {
    List<String> names = new ArrayList<>();
    at.getCommandSpec().options().forEach(option -> names.addAll(List.of(option.names())));
    return names;
  }

  /** The line. */
  String message() {
    return problem
        + closest().map(meant -> " (did you mean " + meant + "?)").orElse("")
        + "; see "
        + page;
  }

  private Optional<String> closest() {
    return candidates.stream()
        .filter(candidate -> distance(candidate, word) < Math.min(FAR, word.length()))
        .min(Comparator.comparingInt(candidate -> distance(candidate, word)));
  }

  /** How many letters must be changed, added or left out, or swapped with the next. */
  private static int distance(String one, String other) {
    int[] before = new int[other.length() + 1];
    int[] last = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] now = new int[other.length() + 1];
      now[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        boolean same = one.charAt(i - 1) == other.charAt(j - 1);
        now[j] = Math.min(Math.min(now[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          now[j] = Math.min(now[j], before[j - 2] + 1);
        }
      }
      before = last;
      last = now;
    }
    return last[other.length()];
  }
}
