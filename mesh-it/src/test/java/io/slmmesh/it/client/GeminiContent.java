package io.slmmesh.it.client;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Answer;
import java.util.List;
import java.util.Objects;

/** {@code generateContent} and {@code streamGenerateContent} of the Gemini API. */
final class GeminiContent implements Dialect {
  private static final JsonObject USAGE =
      JsonObject.of("promptTokenCount", 1, "candidatesTokenCount", 1, "totalTokenCount", 2);

  @Override
  public boolean speaks(String path) {
    return path.endsWith(":generateContent") || isStream(path);
  }

  private static boolean isStream(String path) {
    return path.endsWith(":streamGenerateContent");
  }

  @Override
  public List<String> tools(JsonObject body) {
    return Answer.objects(body, "tools").stream()
        .flatMap(group -> Answer.objects(group, "functionDeclarations").stream())
        .map(tool -> Objects.requireNonNull(tool.text("name")))
        .toList();
  }

  @Override
  public List<Result> results(JsonObject body) {
    return Answer.objects(body, "contents").stream()
        .flatMap(content -> Answer.objects(content, "parts").stream())
        .filter(part -> part.has("functionResponse"))
        .map(part -> part.object("functionResponse"))
        .map(result ->
            new Result(
                Objects.requireNonNull(result.text("name")), Json.text(result.get("response"))))
        .toList();
  }

  @Override
  public Written write(String path, JsonObject body, Reply reply) {
    JsonObject content = JsonObject.of("role", "model", "parts", List.of(part(reply)));
    JsonObject candidate = JsonObject.of("content", content, "finishReason", "STOP", "index", 0);
    JsonObject answer = JsonObject.of("candidates", List.of(candidate), "usageMetadata", USAGE);
    return isStream(path)
        ? Written.events("data: " + Json.text(answer) + "\n\n")
        : Written.json(answer);
  }

  private static JsonObject part(Reply reply) {
    return switch (reply) {
      case Reply.Say say -> JsonObject.of("text", say.text());
      case Reply.Code _ -> throw new IllegalStateException("no tool takes a program here");
      case Reply.Call call ->
          JsonObject.of("functionCall", JsonObject.of("name", call.tool(), "args", call.input()));
    };
  }
}
