package io.slmmesh.it.client;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Claude Code. */
final class ClaudeCode implements Client {
  private static final String KEY = "none";

  @Override
  public String title() {
    return "Claude Code";
  }

  @Override
  public String npmPackage() {
    return "@anthropic-ai/claude-code";
  }

  @Override
  public String agentType() {
    return "claude-code";
  }

  @Override
  public List<String> command(Stage stage, String prompt) {
    List<String> words = new ArrayList<>(started(stage, prompt));
    words.add(2, "-p");
    return words;
  }

  /** It has been told its theme, its key, and that the directory is trusted. */
  @Override
  public Optional<List<String>> interactive(Stage stage, String prompt) {
    JsonObject project =
        JsonObject.of("hasTrustDialogAccepted", true, "hasCompletedProjectOnboarding", true);
    JsonObject told =
        JsonObject.of(
            "hasCompletedOnboarding",
            true,
            "theme",
            "dark",
            "customApiKeyResponses",
            JsonObject.of("approved", List.of(KEY)),
            "projects",
            JsonObject.of(stage.mesh().work().toString(), project));
    stage.write(stage.home(".claude.json"), Json.text(told));
    List<String> words = new ArrayList<>(started(stage, prompt));
    words.addAll(List.of("--permission-mode", "acceptEdits"));
    return Optional.of(words);
  }

  private static List<String> started(Stage stage, String prompt) {
    stage
        .set("ANTHROPIC_BASE_URL", stage.model().url())
        .set("ANTHROPIC_API_KEY", KEY)
        .set("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1")
        .set("DISABLE_AUTOUPDATER", "1")
        .set("DISABLE_TELEMETRY", "1")
        .set("DISABLE_ERROR_REPORTING", "1")
        .set("CLAUDE_CODE_TMPDIR", stage.mesh().directory("tmp").toString());
    String program = stage.module("@anthropic-ai/claude-code/cli-wrapper.cjs");
    var words = new ArrayList<>(List.of("node", program, prompt, "--allowedTools=mcp__slm-mesh"));
    if (stage.registers()) {
      JsonObject servers = stage.servers("type", "stdio", "command", stage.server().toString());
      // The option takes all words that follow: the prompt comes first.
      words.addAll(List.of("--strict-mcp-config", "--mcp-config"));
      words.add(Json.text(JsonObject.of("mcpServers", servers)));
    }
    return words;
  }

  @Override
  public List<String> unasked(Stage stage, String prompt) {
    List<String> words = new ArrayList<>(command(stage, prompt));
    words.addAll(List.of("--permission-mode", "acceptEdits"));
    return words;
  }

  /** The hooks of the plugin, for a server that was not registered by it. */
  @Override
  public Optional<List<String>> hooked(Stage stage, String prompt) {
    try {
      String hooks = Files.readString(Path.of("../plugins/claude-code/hooks/hooks.json"));
      Path settings = stage.home("hooked.json");
      stage.write(settings, hooks.replace("plugin:slm-mesh:slm-mesh", "slm-mesh"));
      List<String> words = new ArrayList<>(unasked(stage, prompt));
      words.addAll(List.of("--settings", settings.toString()));
      return Optional.of(words);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Reply writing(Asked asked, Path file) {
    return Reply.call("Write", "file_path", file.toString(), "content", "mine");
  }

  @Override
  public Optional<Reply> loading(Asked asked) {
    String tools = String.join(",", asked.named());
    return asked
        .offered("ToolSearch")
        .map(search -> Reply.loading(asked, search, "query", "select:" + tools));
  }
}
