package io.slmmesh.cli.setup;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the hooks of a client stand.
 *
 * @param root the names that lead to its events
 */
record HookFile(Client client, Path file, List<String> root, HookStyle style) {
  private static final List<String> HOOKS = List.of("hooks");

  /** Of a client that takes hooks which the mesh can write. */
  static Optional<HookFile> of(Client client, Places at, Scope scope) {
    boolean project = scope == Scope.PROJECT;
    return switch (client) {
      case CLAUDE_CODE ->
          some(
              client,
              beside(at, at.moved("CLAUDE_CONFIG_DIR", ".claude"), ".claude", scope)
                  .resolve("settings.json"),
              HookStyle.TOOL);
      case CODEX ->
          some(
              client,
              beside(at, at.moved("CODEX_HOME", ".codex"), ".codex", scope).resolve("hooks.json"),
              HookStyle.COMMAND);
      case CURSOR ->
          some(
              client,
              beside(at, at.home().resolve(".cursor"), ".cursor", scope).resolve("hooks.json"),
              HookStyle.CURSOR);
      case DEVIN ->
          project
              ? Optional.of(
                  new HookFile(
                      client,
                      at.directory().resolve(".devin/hooks.v1.json"),
                      List.of(),
                      HookStyle.COMMAND))
              : some(client, at.config().resolve("devin/config.json"), HookStyle.COMMAND);
      case GEMINI -> some(client, client.file(at, scope), HookStyle.GEMINI);
      case QWEN -> some(client, client.file(at, scope), HookStyle.QWEN);
      case VS_CODE, COPILOT, WINDSURF, ANTIGRAVITY, OPENCODE, ZED, CLINE, CLINE_CLI, AIDER ->
          Optional.empty();
    };
  }

  private static Optional<HookFile> some(Client client, Path file, HookStyle style) {
    return Optional.of(new HookFile(client, file, HOOKS, style));
  }

  private static Path beside(Places at, Path user, String project, Scope scope) {
    return scope == Scope.PROJECT ? at.directory().resolve(project) : user;
  }

  /** What the user must do besides what a registration takes. */
  static String next(Client client, String registered) {
    return client == Client.CODEX
        ? "restart Codex, type /hooks and trust those of slm-mesh: until then it passes them over"
        : registered;
  }

  /** The hooks of the mesh. */
  Stream<Edit> edits(String launcher) {
    return style.events().stream().<Edit>map(event -> edit(event, launcher));
  }

  /** The one before tools. */
  Hook guard(String launcher) {
    return edit(style.beforeTools(), launcher);
  }

  private Hook edit(String event, String launcher) {
    String command = style.command(client, event, launcher);
    List<String> path = Stream.concat(root.stream(), Stream.of(event)).toList();
    return new Hook(file, path, style.element(event, command), command, style.version());
  }
}
