package io.slmmesh.it.client;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** OpenAI Codex. How it shows tools to a model depends on the model. */
record Codex(String model) implements Client {
  /** The tool of newer models: a program that calls all other tools. */
  private static final String EXEC = "functions.exec";

  private static final String SHELL = "exec_command";

  private static final String LISTING =
      """
      text(ALL_TOOLS.map(tool => tool.name).filter(name => name.includes("mesh")).join("\\n"));
      """;

  private static final String PROGRAM = "@openai/codex/bin/codex.js";

  /** And that the user does not want a newer model. */
  private static final String TRUSTED =
      """

      [projects."%s"]
      trust_level = "trusted"

      [notice.model_migrations]
      "gpt-5.5" = "gpt-6-sol"
      """;

  private static final String PATCH =
      """
      *** Begin Patch
      *** Add File: %s
      +mine
      *** End Patch
      """;

  /** It passes almost no environment on, and asks before it calls a tool unless told otherwise. */
  private static final String CONFIG =
      """
      model = "%s"
      model_provider = "stub"
      check_for_update_on_startup = false

      [analytics]
      enabled = false

      [model_providers.stub]
      name = "stub"
      base_url = "%s/v1"
      wire_api = "responses"
      """;

  private static final String SERVER =
      """

      [mcp_servers.slm-mesh]
      command = "%s"
      default_tools_approval_mode = "approve"
      """;

  @Override
  public String title() {
    return "Codex, " + model;
  }

  @Override
  public String npmPackage() {
    return "@openai/codex";
  }

  @Override
  public String agentType() {
    return "codex";
  }

  @Override
  public List<String> command(Stage stage, String prompt) {
    stage.write(stage.home(".codex/config.toml"), config(stage));
    return List.of("node", stage.module(PROGRAM), "exec", "--skip-git-repo-check", prompt);
  }

  private String config(Stage stage) {
    String config = CONFIG.formatted(model, stage.model().url());
    return stage.registers() ? config + SERVER.formatted(stage.server()) : config;
  }

  /** Its daemon, which the terminal starts, holds the thread. */
  @Override
  public Optional<List<String>> interactive(Stage stage, String prompt) {
    String trusted = TRUSTED.formatted(stage.mesh().work());
    stage.write(stage.home(".codex/config.toml"), config(stage) + trusted);
    List<String> words = new ArrayList<>(List.of("node", stage.module(PROGRAM)));
    words.addAll(List.of("--sandbox", "danger-full-access", "--ask-for-approval", "never"));
    words.add(prompt);
    return Optional.of(words);
  }

  @Override
  public String inbox() {
    return "queue";
  }

  /** It runs hooks that nobody has looked through only when told to. */
  @Override
  public List<String> unasked(Stage stage, String prompt) {
    List<String> words = new ArrayList<>(command(stage, prompt));
    words.addAll(
        words.size() - 1,
        List.of("--dangerously-bypass-hook-trust", "--sandbox", "danger-full-access"));
    return words;
  }

  @Override
  public Optional<List<String>> hooked(Stage stage, String prompt) {
    JsonObject hooks = stage.hooks(this, "PreToolUse", "PostToolUse");
    stage.write(stage.home(".codex/hooks.json"), Json.text(JsonObject.of("hooks", hooks)));
    return Optional.of(unasked(stage, prompt));
  }

  /** By a patch, where the model has that tool. */
  @Override
  public Reply writing(Asked asked, Path file) {
    String patch = PATCH.formatted(file);
    if (asked.offered(EXEC).isPresent()) {
      String program = "text(await tools.apply_patch(" + Json.text(patch) + "));";
      return new Reply.Code("call_apply_patch", EXEC, program);
    } else if (asked.offered("apply_patch").isPresent()) {
      return new Reply.Code("call_apply_patch", "apply_patch", patch);
    }
    return Reply.call(SHELL, "cmd", "echo mine > " + file);
  }

  @Override
  public Optional<Reply> calling(Asked asked, String tool) {
    Optional<Reply> direct = Client.super.calling(asked, tool);
    return direct.or(() ->
        asked
            .named(tool)
            .map(name ->
                new Reply.Code(
                    Reply.id(asked, tool), EXEC, "text(await tools." + name + "({}));")));
  }

  /** Where nothing is to be loaded the tools may still come a moment later. */
  @Override
  public Optional<Reply> loading(Asked asked) {
    return asked
        .offered("tool_search")
        .map(search -> Reply.loading(asked, search, "query", "mesh"))
        .or(() ->
            asked
                .offered(EXEC)
                .map(exec -> new Reply.Code(Reply.id(asked, "loading"), exec, LISTING)))
        .or(() -> asked.offered(SHELL).map(shell -> Reply.loading(asked, shell, "cmd", "true")));
  }
}
