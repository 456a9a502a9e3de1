package io.slmmesh.cli.setup;

import io.slmmesh.api.json.JsonObject;
import java.util.List;

/** How a client writes the way to start a server. */
enum Shape {
  /** Command and arguments. */
  PLAIN,
  /** The same, and that it talks over its streams. */
  STDIO,
  /** The Copilot CLI's. */
  LOCAL,
  /** All in one list: opencode's. */
  LINE,
  /** Codex asks before every call that may change something, unless told not to. */
  APPROVED;

  static final String WORD = "mcp";

  JsonObject entry(String launcher) {
    List<String> args = List.of(WORD);
    return switch (this) {
      case PLAIN -> JsonObject.of("command", launcher, "args", args);
      case STDIO -> JsonObject.of("type", "stdio", "command", launcher, "args", args);
      case LOCAL ->
          JsonObject.of("type", "local", "command", launcher, "args", args, "tools", List.of("*"));
      case LINE ->
          JsonObject.of("type", "local", "command", List.of(launcher, WORD), "enabled", true);
      case APPROVED ->
          JsonObject.of(
              "command", launcher, "args", args, "default_tools_approval_mode", "approve");
    };
  }
}
