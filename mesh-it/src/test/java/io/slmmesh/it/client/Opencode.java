package io.slmmesh.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** opencode: {@code run} for scripts, and its terminal for people, which only a plugin can wake. */
final class Opencode implements Client {
  /** What {@code opencode-ai} copies into itself by a script, which npm is not let run here. */
  private static final String PACKAGE = "opencode-linux-x64-baseline";

  private static final Path PLUGIN =
      Path.of("../mesh-cli/src/main/resources/io/slmmesh/cli/setup/opencode.js");

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
        .set("OPENCODE_DISABLE_DEFAULT_PLUGINS", "1")
        // Where a plugin stands, its library is looked for on the network.
        .set("npm_config_fetch_retries", "0");
    stage.write(stage.home(".config/opencode/opencode.json"), Json.text(settings(stage)));
    return List.of(program(stage), "run", prompt);
  }

  private static String program(Stage stage) {
    return stage.module(PACKAGE + "/bin/opencode");
  }

  @Override
  public Optional<List<String>> hooked(Stage stage, String prompt) {
    List<String> words = command(stage, prompt);
    plugIn(stage);
    return Optional.of(words);
  }

  @Override
  public Optional<List<String>> interactive(Stage stage, String prompt) {
    var _ = hooked(stage, prompt);
    return Optional.of(List.of(program(stage), "--prompt", prompt));
  }

  @Override
  public String inbox() {
    return "plugin";
  }

  /** The plugin as {@code setup} writes it, which asks this stage's mesh. */
  private static void plugIn(Stage stage) {
    try {
      String plugin = Files.readString(PLUGIN);
      String program = "const SLM_MESH = \"%s\"";
      assertThat(plugin).contains(program.formatted("slm-mesh"));
      stage.write(
          stage.home(".config/opencode/plugins/slm-mesh.js"),
          plugin.replace(program.formatted("slm-mesh"), program.formatted(stage.server())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<String> unasked(Stage stage, String prompt) {
    return command(stage, prompt);
  }

  @Override
  public Reply writing(Asked asked, Path file) {
    return Reply.call("write", "filePath", file.toString(), "content", "mine");
  }

  private static JsonObject settings(Stage stage) {
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
        stage.servers("type", "local", "command", List.of(stage.server().toString())));
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
