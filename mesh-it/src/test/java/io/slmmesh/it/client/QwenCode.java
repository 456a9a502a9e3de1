package io.slmmesh.it.client;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Qwen Code. */
final class QwenCode implements Client {
  @Override
  public String title() {
    return "Qwen Code";
  }

  @Override
  public String npmPackage() {
    return "@qwen-code/qwen-code";
  }

  @Override
  public String agentType() {
    return "qwen";
  }

  @Override
  public List<String> command(Stage stage, String prompt) {
    stage
        .set("OPENAI_BASE_URL", stage.model().url() + "/v1")
        .set("OPENAI_API_KEY", "none")
        .set("OPENAI_MODEL", "stub");
    stage.write(stage.home(".qwen/settings.json"), Json.text(settings(stage)));
    String program = stage.module("@qwen-code/qwen-code/cli-entry.js");
    return List.of("node", program, "--auth-type", "openai", prompt);
  }

  @Override
  public Optional<List<String>> interactive(Stage stage, String prompt) {
    var words = new ArrayList<>(command(stage, prompt));
    words.addAll(words.size() - 1, List.of("--approval-mode", "auto-edit", "-i"));
    return Optional.of(words);
  }

  /** Its model never gets the tools themselves, only one that passes calls on. */
  @Override
  public Optional<Reply> calling(Asked asked, String tool) {
    Optional<Reply> direct = Client.super.calling(asked, tool);
    return direct.or(() -> asked.resultOf("loading").flatMap(_ -> passedOn(asked, tool)));
  }

  private static Optional<Reply> passedOn(Asked asked, String tool) {
    return asked
        .named(tool)
        .map(name -> JsonObject.of("name", name, "arguments", JsonObject.EMPTY))
        .map(input -> Reply.call(asked, tool, "tool_call", input));
  }

  @Override
  public Optional<Reply> loading(Asked asked) {
    Set<String> named = asked.named();
    String query = named.isEmpty() ? "mesh" : "select:" + String.join(",", named);
    return asked
        .offered("tool_search")
        .map(search -> Reply.loading(asked, search, "query", query, "max_results", 8));
  }

  @Override
  public List<String> unasked(Stage stage, String prompt) {
    var words = new ArrayList<>(command(stage, prompt));
    words.addAll(words.size() - 1, List.of("--approval-mode", "yolo"));
    return words;
  }

  @Override
  public Optional<List<String>> hooked(Stage stage, String prompt) {
    var command = new ArrayList<>(command(stage, prompt));
    JsonObject hooks = stage.hooks(this, "PreToolUse", "PostToolUse");
    JsonObject settings = settings(stage).with("hooks", hooks);
    stage.write(stage.home(".qwen/settings.json"), Json.text(settings));
    command.addAll(command.size() - 1, List.of("--approval-mode", "auto-edit"));
    return Optional.of(command);
  }

  @Override
  public Reply writing(Asked asked, Path file) {
    return Reply.call("write_file", "file_path", file.toString(), "content", "mine");
  }

  private static JsonObject settings(Stage stage) {
    return JsonObject.of(
        "mcpServers", stage.servers("command", stage.server().toString(), "trust", true),
        "general", JsonObject.of("enableAutoUpdate", false),
        "privacy", JsonObject.of("usageStatisticsEnabled", false),
        "telemetry", JsonObject.of("enabled", false));
  }
}
