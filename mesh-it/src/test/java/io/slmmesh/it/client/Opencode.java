package io.slmmesh.it.client;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.util.List;

/** opencode in its form for scripts. */
final class Opencode implements Client {
  /** What {@code opencode-ai} copies into itself by a script, which npm is not let run here. */
  private static final String PACKAGE = "opencode-linux-x64-baseline";

  @Override
  public String title() {
    return "opencode";
  }

  @Override
  public String npmPackage() {
    return PACKAGE;
  }

  @Override
  public String agentType() {
    return "opencode";
  }

  @Override
  public List<String> command(Stage stage, String prompt) {
    stage
        .set("OPENCODE_DISABLE_AUTOUPDATE", "1")
        .set("OPENCODE_DISABLE_MODELS_FETCH", "1")
        .set("OPENCODE_DISABLE_LSP_DOWNLOAD", "1")
        .set("OPENCODE_DISABLE_DEFAULT_PLUGINS", "1");
    stage.write(stage.home(".config/opencode/opencode.json"), Json.text(settings(stage)));
    return List.of(stage.module(PACKAGE + "/bin/opencode"), "run", prompt);
  }

  private static JsonObject settings(Stage stage) {
    JsonObject server =
        JsonObject.of("type", "local", "command", List.of(stage.server().toString()));
    return JsonObject.of(
        "autoupdate",
        false,
        "share",
        "disabled",
        "model",
        "stub/stub",
        "small_model",
        "stub/stub",
        "provider",
        JsonObject.of("stub", provider(stage)),
        "mcp",
        JsonObject.of("slm-mesh", server));
  }

  private static JsonObject provider(Stage stage) {
    JsonObject model =
        JsonObject.of(
            "name",
            "stub",
            "tool_call",
            true,
            "limit",
            JsonObject.of("context", 100_000, "output", 1000));
    return JsonObject.of(
        "npm",
        "@ai-sdk/openai-compatible",
        "name",
        "stub",
        "options",
        JsonObject.of("baseURL", stage.model().url() + "/v1", "apiKey", "none"),
        "models",
        JsonObject.of("stub", model));
  }
}
