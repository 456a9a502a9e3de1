package io.slmmesh.it.client;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Answer;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code POST /v1/messages} of the Anthropic API. */
final class AnthropicMessages implements Dialect {
  private static final JsonObject USAGE = JsonObject.of("input_tokens", 1, "output_tokens", 1);

  @Override
  public boolean speaks(String path) {
    return path.equals("/v1/messages");
  }

  @Override
  public List<String> tools(JsonObject body) {
    Set<String> loaded =
        resultBlocks(body)
            .flatMap(block -> Answer.objects(block, "content").stream())
            .flatMap(part -> Stream.ofNullable(part.text("tool_name")))
            .collect(Collectors.toSet());
    return Answer.objects(body, "tools").stream()
        .filter(tool ->
            !Boolean.TRUE.equals(tool.get("defer_loading")) || loaded.contains(tool.text("name")))
        .map(tool -> Objects.requireNonNull(tool.text("name")))
        .toList();
  }

  @Override
  public List<Result> results(JsonObject body) {
    return resultBlocks(body)
        .map(block ->
            new Result(
                Objects.requireNonNull(block.text("tool_use_id")), Json.text(block.get("content"))))
        .toList();
  }

  private static Stream<JsonObject> resultBlocks(JsonObject body) {
    return Answer.objects(body, "messages").stream()
        .flatMap(message -> Answer.objects(message, "content").stream())
        .filter(block -> "tool_result".equals(block.text("type")));
  }

  @Override
  public Written write(String path, JsonObject body, Reply reply) {
    return Boolean.TRUE.equals(body.get("stream"))
        ? Written.events(stream(body, reply))
        : Written.json(message(body, List.of(block(reply))).with("stop_reason", stopReason(reply)));
  }

  private static String stream(JsonObject body, Reply reply) {
    return event("message_start", "message", message(body, List.of()))
        + event("content_block_start", "index", 0, "content_block", emptyBlock(reply))
        + event("content_block_delta", "index", 0, "delta", delta(reply))
        + event("content_block_stop", "index", 0)
        + event(
            "message_delta",
            "delta",
            JsonObject.of("stop_reason", stopReason(reply)),
            "usage",
            USAGE)
        + event("message_stop");
  }

  private static String event(String type, Object... members) {
    String data =
        Json.joined(Json.text(JsonObject.of("type", type)), Json.text(JsonObject.of(members)));
    return "event: " + type + "\ndata: " + data + "\n\n";
  }

  private static JsonObject message(JsonObject body, List<JsonObject> content) {
    return JsonObject.of(
        "id",
        "msg_stub",
        "type",
        "message",
        "role",
        "assistant",
        "model",
        body.get("model"),
        "content",
        content,
        "usage",
        USAGE);
  }

  private static JsonObject block(Reply reply) {
    return switch (reply) {
      case Reply.Say say -> JsonObject.of("type", "text", "text", say.text());
      case Reply.Code _ -> throw new IllegalStateException("no tool takes a program here");
      case Reply.Call call ->
          JsonObject.of(
              "type", "tool_use", "id", call.id(), "name", call.tool(), "input", call.input());
    };
  }

  private static JsonObject emptyBlock(Reply reply) {
    return switch (reply) {
      case Reply.Say _ -> JsonObject.of("type", "text", "text", "");
      case Reply.Call _, Reply.Code _ -> block(reply).with("input", JsonObject.EMPTY);
    };
  }

  private static JsonObject delta(Reply reply) {
    return switch (reply) {
      case Reply.Say say -> JsonObject.of("type", "text_delta", "text", say.text());
      case Reply.Code _ -> throw new IllegalStateException("no tool takes a program here");
      case Reply.Call call ->
          JsonObject.of("type", "input_json_delta", "partial_json", Json.text(call.input()));
    };
  }

  private static String stopReason(Reply reply) {
    return switch (reply) {
      case Reply.Say _ -> "end_turn";
      case Reply.Call _, Reply.Code _ -> "tool_use";
    };
  }
}
