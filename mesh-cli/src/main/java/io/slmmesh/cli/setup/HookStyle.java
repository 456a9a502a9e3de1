package io.slmmesh.cli.setup;

import io.slmmesh.api.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How clients write their hooks. The event before a tool runs is for tools that change files; those
 * after one are for all, because mail is shown there.
 */
enum HookStyle {
  /** Claude Code's as calls of a tool of the session's own server: no process is started. */
  TOOL(
      "Write|Edit|MultiEdit|NotebookEdit|Bash",
      List.of("SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse", "Stop")),
  /** The same as commands; of clients that follow it the tools have all kinds of names. */
  COMMAND(
      "",
      List.of(
          "SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse", "Stop", "SessionEnd")),
  QWEN("write_file|edit|run_shell_command", COMMAND.events),
  GEMINI(
      "write_file|replace|run_shell_command",
      List.of(
          "SessionStart", "BeforeAgent", "BeforeTool", "AfterTool", "AfterAgent", "SessionEnd")),
  /** Without groups, in a file that tells its version. */
  CURSOR(
      "Write|Delete|Shell",
      List.of("sessionStart", "preToolUse", "postToolUse", "stop", "sessionEnd"));

  /** After this a client gives a hook up; ours gives up before that. */
  private static final int SECONDS = 10;

  private final String editors;

  /** Immutable, as List.of makes it. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> events;

  HookStyle(String editors, List<String> events) {
    this.editors = editors;
    this.events = events;
  }

  List<String> events() {
    return events;
  }

  /** The event before a tool runs. */
  String beforeTools() {
    return switch (this) {
      case TOOL, COMMAND, QWEN -> "PreToolUse";
      case GEMINI -> "BeforeTool";
      case CURSOR -> "preToolUse";
    };
  }

  /** What a new file says of its format; empty if nothing is needed. */
  String version() {
    return this == CURSOR ? "1" : "";
  }

  /** What a client runs; empty where it calls the tool. */
  String command(Client client, String event, String launcher) {
    String quoted = launcher.matches("[\\w./@%+=:,-]*") ? launcher : shellQuoted(launcher);
    return this == TOOL ? "" : quoted + " hook " + client.label() + " " + event;
  }

  private static String shellQuoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** The hook with what selects the tools that it is for. */
  JsonObject element(String event, String command) {
    JsonObject hook =
        switch (this) {
          case TOOL -> call(event);
          case COMMAND, QWEN -> run(command).with("timeout", SECONDS);
          case GEMINI -> run(command).with("timeout", SECONDS * 1000);
          case CURSOR -> JsonObject.of("command", command, "timeout", SECONDS);
        };
    @Nullable String matcher = event.equals(beforeTools()) && !editors.isEmpty() ? editors : null;
    if (this == CURSOR) {
      return matcher == null ? hook : hook.with("matcher", matcher);
    }
    JsonObject group = matcher == null ? JsonObject.EMPTY : JsonObject.of("matcher", matcher);
    return group.with("hooks", List.of(hook));
  }

  private static JsonObject run(String command) {
    return JsonObject.of("type", "command", "command", command);
  }

  /** Claude Code puts in what it knows. */
  private static JsonObject call(String event) {
    JsonObject input =
        JsonObject.of("client", "claude-code", "event", "${hook_event_name}", "cwd", "${cwd}");
    JsonObject more =
        switch (event) {
          case "PreToolUse" ->
              input
                  .with("tool_name", "${tool_name}")
                  .with("file_path", "${tool_input.file_path}")
                  .with("notebook_path", "${tool_input.notebook_path}")
                  .with("command", "${tool_input.command}");
          case "Stop" -> input.with("stop_hook_active", "${stop_hook_active}");
          default -> input;
        };
    return JsonObject.of("type", "mcp_tool", "server", Client.ENTRY, "tool", Hook.TOOL)
        .with("input", more)
        .with("timeout", SECONDS);
  }
}
