package io.slmmesh.it.client;

import io.slmmesh.api.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How one coding agent is set up and started, without an account, to work on one prompt. */
public interface Client {
  /** All that a test can run. */
  List<Client> ALL =
      List.of(
          new ClaudeCode(),
          new Codex("gpt-5.1-codex"),
          new Codex("gpt-5.5"),
          new Codex("gpt-6.1-sol"),
          new Opencode(),
          new QwenCode(),
          new GeminiCli());

  /** The name in the docs. */
  String title();

  /** The npm package that holds it. */
  String npmPackage();

  /** What the mesh must take it for. */
  String agentType();

  /** Writes its settings into the stage's home and gives the command that does one turn. */
  List<String> command(Stage stage, String prompt);

  /** The same command in a session that does what its model says and asks nobody. */
  List<String> unasked(Stage stage, String prompt);

  /**
   * The same command in a session with the hooks of the mesh; nothing where a test does not know
   * how this client takes them.
   */
  default Optional<List<String>> hooked(Stage stage, String prompt) {
    return Optional.empty();
  }

  /** What its host takes messages by, in that form. */
  default String inbox() {
    return "inbox";
  }

  /** The call by which its model writes a file. */
  default Reply writing(Asked asked, Path file) {
    throw new UnsupportedOperationException(title());
  }

  /**
   * The command of its form for people, which works on one prompt and then waits for the next one;
   * nothing where its host has no inbox in that form.
   */
  default Optional<List<String>> interactive(Stage stage, String prompt) {
    return Optional.empty();
  }

  /** The call of a tool of the mesh; nothing if it must be loaded before. */
  default Optional<Reply> calling(Asked asked, String tool) {
    return asked.offered(tool).map(name -> Reply.call(asked, tool, name, JsonObject.EMPTY));
  }

  /** The call by which a model loads tools that this client keeps back, if it does so. */
  default Optional<Reply> loading(Asked asked) {
    return Optional.empty();
  }
}
