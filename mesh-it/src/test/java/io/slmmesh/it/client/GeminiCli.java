package io.slmmesh.it.client;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gemini CLI in its form for scripts. */
final class GeminiCli implements Client {
  @Override
  public String title() {
    return "Gemini CLI";
  }

  @Override
  public String npmPackage() {
    return "@google/gemini-cli";
  }

  @Override
  public String agentType() {
    return "gemini";
  }

  @Override
  public List<String> command(Stage stage, String prompt) {
    stage
        .set("GOOGLE_GEMINI_BASE_URL", stage.model().url())
        .set("GEMINI_API_KEY", "none")
        .set("GEMINI_CLI_TRUST_WORKSPACE", "true");
    stage.write(stage.home(".gemini/settings.json"), Json.text(settings(stage)));
    // A model by its name: else a model is asked first which one to take.
    String program = stage.module("@google/gemini-cli/bundle/gemini.js");
    return List.of("node", program, "-m", "gemini-2.5-pro", "-p", prompt);
  }

  @Override
  public List<String> unasked(Stage stage, String prompt) {
    var words = new ArrayList<>(command(stage, prompt));
    words.addAll(List.of("--approval-mode", "yolo"));
    return words;
  }

  @Override
  public Optional<List<String>> hooked(Stage stage, String prompt) {
    List<String> command = command(stage, prompt);
    JsonObject hooks = stage.hooks(this, "BeforeTool", "AfterTool");
    JsonObject settings = settings(stage).with("hooks", hooks);
    stage.write(stage.home(".gemini/settings.json"), Json.text(settings));
    var words = new ArrayList<>(command);
    words.addAll(List.of("--approval-mode", "auto_edit"));
    return Optional.of(words);
  }

  @Override
  public Reply writing(Asked asked, Path file) {
    return Reply.call("write_file", "file_path", file.toString(), "content", "mine");
  }

  private static JsonObject settings(Stage stage) {
    JsonObject auth = JsonObject.of("selectedType", "gemini-api-key");
    return JsonObject.of(
        "mcpServers", stage.servers("command", stage.server().toString(), "trust", true),
        "security", JsonObject.of("auth", auth),
        "general", JsonObject.of("enableAutoUpdate", false, "enableAutoUpdateNotification", false),
        "privacy", JsonObject.of("usageStatisticsEnabled", false),
        "telemetry", JsonObject.of("enabled", false));
  }
}
