package io.slmmesh.it.client;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.util.List;

/** The API of one model vendor, as far as a coding agent needs it to run. */
interface Dialect {
  List<Dialect> ALL =
      List.of(
          new AnthropicMessages(),
          new OpenAiResponses(),
          new OpenAiCompletions(),
          new GeminiContent());

  /** Whether requests to this path ask for an answer of the model. */
  boolean speaks(String path);

  /** The tools that the model may call at once; a deferred one only after it is loaded. */
  List<String> tools(JsonObject body);

  /** What the tools that the model has called gave back, oldest first. */
  List<Result> results(JsonObject body);

  /** The answer on the wire, streamed if {@code body} asks for that. */
  Written write(String path, JsonObject body, Reply reply);

  /** The result of a call; {@code call} is its id or the name of its tool. */
  record Result(String call, String text) {}

  /** An HTTP body. */
  record Written(String type, String text) {
    static Written json(JsonObject object) {
      return new Written("application/json", Json.text(object));
    }

    static Written events(String events) {
      return new Written("text/event-stream", events);
    }
  }
}
