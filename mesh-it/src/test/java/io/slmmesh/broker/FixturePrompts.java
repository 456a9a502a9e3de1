package io.slmmesh.broker;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.broker.mcp.Prompt;
import java.util.List;
import java.util.function.Function;

/** The prompts that the conformance suite asks for by their names. */
final class FixturePrompts {
  static final List<Prompt> ALL =
      List.of(
          new Fixture(
              "test_simple_prompt",
              List.of(),
              _ -> List.of(user(text("This is a simple prompt for testing.")))),
          new Fixture(
              "test_prompt_with_arguments",
              List.of("arg1", "arg2"),
              given ->
                  List.of(
                      user(
                          text(
                              "Prompt with arguments: arg1='"
                                  + given.text("arg1")
                                  + "', arg2='"
                                  + given.text("arg2")
                                  + "'")))),
          new Fixture(
              "test_prompt_with_embedded_resource",
              List.of("resourceUri"),
              given ->
                  List.of(
                      user(
                          FixtureTools.resource(
                              String.valueOf(given.text("resourceUri")),
                              "text/plain",
                              "Embedded resource content for testing.")),
                      user(text("Please process the embedded resource above.")))),
          new Fixture(
              "test_prompt_with_image",
              List.of(),
              _ ->
                  List.of(
                      user(FixtureTools.image()), user(text("Please analyze the image above.")))));

  private FixturePrompts() {}

  private record Fixture(
      String name, List<String> arguments, Function<JsonObject, List<JsonObject>> messages)
      implements Prompt {
    @Override
    public JsonObject shown() {
      return JsonObject.of(
          "name",
          name,
          "description",
          "a fixture of the conformance suite",
          "arguments",
          arguments.stream()
              .map(argument ->
                  JsonObject.of("name", argument, "description", argument, "required", true))
              .toList());
    }

    @Override
    public JsonObject get(JsonObject given) {
      return JsonObject.of("messages", messages.apply(given));
    }
  }

  private static JsonObject user(JsonObject content) {
    return JsonObject.of("role", "user", "content", content);
  }

  private static JsonObject text(String text) {
    return JsonObject.of("type", "text", "text", text);
  }
}
