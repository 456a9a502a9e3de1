package io.slmmesh.broker.guard;

import io.slmmesh.broker.guard.ShellWords.Simple;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the files that a shell command writes. Best effort, for the commands that agents use: a
 * redirection, {@code tee}, {@code sed -i}, {@code cp}, {@code mv}, {@code rm} and the like, {@code
 * git}, {@code apply_patch}, also behind {@code cd}, {@code sudo} or {@code sh -c}. What a program
 * or a variable writes is not seen.
 */
final class ShellCommand {
  private static final int DEEPEST = 3;

  /** Commands that run the command behind them. */
  private static final Set<String> WRAPPERS =
      Set.of("sudo", "env", "command", "nohup", "time", "exec", "nice", "then", "do", "else");

  private static final Set<String> SHELLS = Set.of("sh", "bash", "zsh", "dash");

  private final List<Path> files = new ArrayList<>();
  private final List<GitAction> git = new ArrayList<>();
  private Path directory;

  /** {@code directory}: where the command begins. */
  ShellCommand(Path directory) {
    this.directory = directory;
  }

  Edits read(String command) {
    try {
      read(command, DEEPEST);
    } catch (InvalidPathException e) {
      // What can't be a path names no file; the shell will say so.
    }
    return new Edits(files.stream().distinct().toList(), git);
  }

  private void read(String command, int depth) {
    for (Simple simple : ShellWords.split(command)) {
      simple.outputs().forEach(this::writes);
      run(bare(simple.words()), command, depth);
    }
  }

  /** The command without assignments and wrappers before it. */
  private static List<String> bare(List<String> words) {
    int at = 0;
    boolean wrapped = false;
    while (at < words.size()) {
      String word = words.get(at);
      boolean wrapper = WRAPPERS.contains(word);
      if (!wrapper
          && !word.matches("[A-Za-z_][A-Za-z0-9_]*=.*")
          && !(wrapped && word.startsWith("-"))) {
        break;
      }
      wrapped |= wrapper;
      at++;
    }
    return words.subList(at, words.size());
  }

  private void run(List<String> words, String whole, int depth) {
    if (words.isEmpty()) {
      return;
    }
    String name = words.getFirst().substring(words.getFirst().lastIndexOf('/') + 1);
    List<String> arguments = words.subList(1, words.size());
    List<String> operands = operands(arguments);
    switch (name) {
      case "cd", "pushd" -> operands.stream().findFirst().ifPresent(this::enter);
      case "tee", "rm", "rmdir", "unlink", "touch", "truncate", "mv", "shred" ->
          operands.forEach(this::writes);
      case "cp", "install", "ln" -> copy(operands);
      case "sed", "perl" -> inPlace(arguments, operands);
      case "dd" ->
          arguments.stream()
              .filter(each -> each.startsWith("of="))
              .forEach(each -> writes(each.substring(3)));
      case "git" -> git(arguments);
      case "apply_patch" -> PatchText.files(whole).forEach(this::writes);
      default -> {
        if (SHELLS.contains(name) && depth > 0) {
          script(arguments).ifPresent(script -> read(script, depth - 1));
        }
      }
    }
  }

  /** What stands behind {@code -c}, also as {@code -lc} and the like. */
  private static Optional<String> script(List<String> arguments) {
    for (int i = 0; i + 1 < arguments.size(); i++) {
      if (arguments.get(i).matches("-[a-z]*c")) {
        return Optional.of(arguments.get(i + 1));
      }
    }
    return Optional.empty();
  }

  private static List<String> operands(List<String> arguments) {
    int dashes = arguments.indexOf("--");
    var operands = new ArrayList<String>();
    for (int i = 0; i < arguments.size(); i++) {
      if (i != dashes && (!arguments.get(i).startsWith("-") || (dashes >= 0 && i > dashes))) {
        operands.add(arguments.get(i));
      }
    }
    return operands;
  }

  private void enter(String name) {
    if (!name.equals(ShellWords.UNKNOWN)) {
      directory = directory.resolve(name).normalize();
    }
  }

  private void writes(String name) {
    if (!name.equals(ShellWords.UNKNOWN) && !name.startsWith("/dev/") && !name.startsWith("~")) {
      Edits.add(files, directory, name);
    }
  }

  /** The last operand is written, or a file of that name in it. */
  private void copy(List<String> operands) {
    if (operands.size() < 2 || operands.contains(ShellWords.UNKNOWN)) {
      return;
    }
    String target = operands.getLast();
    if (!Files.isDirectory(directory.resolve(target))) {
      writes(target);
      return;
    }
    for (String source : operands.subList(0, operands.size() - 1)) {
      Path name = Path.of(source).getFileName();
      writes(target + "/" + (name == null ? "" : name));
    }
  }

  /** {@code sed -i} and {@code perl -i}: all operands, but for the script where it is one. */
  private void inPlace(List<String> arguments, List<String> operands) {
    boolean inPlace =
        arguments.stream()
            .anyMatch(each -> each.startsWith("--in-place") || each.matches("-[a-zA-Z]*i.*"));
    if (!inPlace) {
      return;
    }
    // "-e script": the script is an operand to us either way.
    operands.stream().skip(1).forEach(this::writes);
  }

  private void git(List<String> arguments) {
    GitAction.of(arguments, directory).ifPresent(git::add);
    GitAction.overwritten(arguments).forEach(this::writes);
    if (arguments.size() > 1
        && (arguments.getFirst().equals("rm") || arguments.getFirst().equals("mv"))) {
      operands(arguments.subList(1, arguments.size())).forEach(this::writes);
    }
  }
}
