package io.slmmesh.broker.guard;

import io.slmmesh.api.json.JsonObject;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a tool call is about to change, as far as it can be read from its input.
 *
 * @param files absolute paths, whose {@code ..} and links are not resolved yet
 * @param git commands that change a whole checkout
 */
public record Edits(List<Path> files, List<GitAction> git) {
  private static final Edits NONE = new Edits(List.of(), List.of());

  /** Tools that write the one file they name, in lower case, of all clients. */
  private static final Set<String> EDITORS =
      Set.of(
          "write",
          "edit",
          "multiedit",
          "notebookedit",
          "delete",
          "write_file",
          "edit_file",
          "replace",
          "create_file",
          "insert_edit_into_file",
          "replace_string_in_file",
          "str_replace_editor");

  /** Where such tools name it. */
  private static final List<String> NAMES =
      List.of("file_path", "notebook_path", "filePath", "absolute_path", "target_file", "path");

  private static final Set<String> PATCHERS = Set.of("apply_patch", "applypatch", "patch");
  private static final List<String> PATCHES = List.of("command", "input", "patch", "patchText");
  private static final Set<String> SHELLS =
      Set.of(
          "bash",
          "shell",
          "local_shell",
          "run_shell_command",
          "exec_command",
          "run_in_terminal",
          "run_terminal_cmd");

  public Edits {
    files = List.copyOf(files);
    git = List.copyOf(git);
  }

  public boolean isEmpty() {
    return files.isEmpty() && git.isEmpty();
  }

  /**
   * Reads a tool call.
   *
   * @param tool the client's name of it
   * @param input what the tool is given
   * @param directory where the agent is, for relative paths
   */
  public static Edits of(String tool, JsonObject input, Path directory) {
    String name = tool.toLowerCase(Locale.ROOT);
    if (EDITORS.contains(name)) {
      return files(texts(input, NAMES), directory);
    }
    if (PATCHERS.contains(name)) {
      return files(
          texts(input, PATCHES).stream().flatMap(text -> PatchText.files(text).stream()).toList(),
          directory);
    }
    return SHELLS.contains(name) ? shell(input, directory) : NONE;
  }

  private static Edits shell(JsonObject input, Path directory) {
    String command =
        switch (input.get("command")) {
          case String text -> text;
          case List<?> words -> words.stream().map(Edits::quoted).collect(Collectors.joining(" "));
          case null, default -> "";
        };
    return new ShellCommand(directory).read(command);
  }

  private static String quoted(Object word) {
    return "'" + String.valueOf(word).replace("'", "'\\''") + "'";
  }

  private static List<String> texts(JsonObject input, List<String> members) {
    return members.stream()
        .flatMap(
            member -> input.get(member) instanceof String text ? Stream.of(text) : Stream.empty())
        .filter(text -> !text.isBlank())
        .toList();
  }

  private static Edits files(List<String> names, Path directory) {
    var files = new ArrayList<Path>();
    names.forEach(name -> add(files, directory, name));
    return new Edits(files, List.of());
  }

  /** What can't be a path is no file either. */
  static void add(List<Path> files, Path directory, String name) {
    try {
      files.add(directory.resolve(name));
    } catch (InvalidPathException e) {
      return;
    }
  }
}
