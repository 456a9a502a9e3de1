package io.slmmesh.it.client;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Answer;
import java.util.List;
import java.util.Objects;

/** {@code POST /v1/chat/completions} of the OpenAI API, which many vendors speak. */
final class OpenAiCompletions implements Dialect {
  private static final JsonObject USAGE =
      JsonObject.of("prompt_tokens", 1, "completion_tokens", 1, "total_tokens", 2);

  @Override
  public boolean speaks(String path) {
    return path.equals("/v1/chat/completions");
  }

  @Override
  public List<String> tools(JsonObject body) {
    return Answer.objects(body, "tools").stream()
        .map(tool -> Objects.requireNonNull(tool.object("function").text("name")))
        .toList();
  }

  @Override
  public List<Result> results(JsonObject body) {
    return Answer.objects(body, "messages").stream()
        .filter(message -> "tool".equals(message.text("role")))
        .map(message ->
            new Result(
                Objects.requireNonNull(message.text("tool_call_id")),
                Json.text(message.get("content"))))
        .toList();
  }

  @Override
  public Written write(String path, JsonObject body, Reply reply) {
    JsonObject message = message(reply);
    return Boolean.TRUE.equals(body.get("stream"))
        ? Written.events(
            data(chunk(body, "chat.completion.chunk", "delta", message, reply))
                + "data: [DONE]\n\n")
        : Written.json(chunk(body, "chat.completion", "message", message, reply));
  }

  private static String data(JsonObject chunk) {
    return "data: " + Json.text(chunk) + "\n\n";
  }

  private static JsonObject chunk(
      JsonObject body, String kind, String part, JsonObject message, Reply reply) {
    JsonObject choice =
        JsonObject.of("index", 0, part, message, "finish_reason", finishReason(reply));
    return JsonObject.of(
        "id",
        "chat_stub",
        "object",
        kind,
        "created",
        1,
        "model",
        body.get("model"),
        "choices",
        List.of(choice),
        "usage",
        USAGE);
  }

  private static JsonObject message(Reply reply) {
    return switch (reply) {
      case Reply.Say say -> JsonObject.of("role", "assistant", "content", say.text());
      case Reply.Code _ -> throw new IllegalStateException("no tool takes a program here");
      case Reply.Call call ->
          JsonObject.of("role", "assistant", "tool_calls", List.of(toolCall(call)));
    };
  }

  private static JsonObject toolCall(Reply.Call call) {
    return JsonObject.of(
        "index",
        0,
        "id",
        call.id(),
        "type",
        "function",
        "function",
        JsonObject.of("name", call.tool(), "arguments", Json.text(call.input())));
  }

  private static String finishReason(Reply reply) {
    return switch (reply) {
      case Reply.Say _ -> "stop";
      case Reply.Call _, Reply.Code _ -> "tool_calls";
    };
  }
}
