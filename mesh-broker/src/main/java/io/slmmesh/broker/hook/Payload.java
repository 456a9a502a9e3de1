package io.slmmesh.broker.hook;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonException;
import io.slmmesh.api.json.JsonObject;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a client gives to its hooks, by the names that clients use. */
record Payload(JsonObject json) {
  private static final int LONGEST_SESSION = 200;

  /** What the client calls this session. */
  Optional<String> session() {
    String id = json.text("session_id");
    id = id == null ? json.text("conversation_id") : id;
    return Optional.ofNullable(id)
        .filter(name -> !name.isBlank() && name.length() <= LONGEST_SESSION);
  }

  /** Where the agent is; empty if that is not told. */
  Optional<Path> directory() {
    String directory = json.text("cwd");
    if (directory == null
        && json.get("workspace_roots") instanceof List<?> roots
        && !roots.isEmpty()) {
      directory = String.valueOf(roots.getFirst());
    }
    return Optional.ofNullable(directory).flatMap(Payload::absolute);
  }

  private static Optional<Path> absolute(String directory) {
    try {
      return Optional.of(Path.of(directory)).filter(Path::isAbsolute);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** The tool; a command without one is a shell's. */
  String tool() {
    String tool = json.text("tool_name");
    return tool == null ? (json.text("command") == null ? "" : "shell") : tool;
  }

  /** What the tool is given; some clients give it as text. */
  JsonObject input() {
    return switch (json.get("tool_input")) {
      case JsonObject input -> input;
      case String text -> parsed(text);
      case null, default -> json;
    };
  }

  private static JsonObject parsed(String text) {
    try {
      return Json.parse(text) instanceof JsonObject object ? object : JsonObject.EMPTY;
    } catch (JsonException e) {
      return JsonObject.EMPTY;
    }
  }

  /** The files of a commit, by absolute paths. */
  List<Path> files() {
    return json.get("files") instanceof List<?> files
        ? files.stream().flatMap(file -> absolute(String.valueOf(file)).stream()).toList()
        : List.of();
  }

  /** Whether the turn goes on already because a hook wanted it. */
  boolean isContinued() {
    @Nullable Object active = json.get("stop_hook_active");
    return Boolean.TRUE.equals(active) || "true".equals(active);
  }
}
