package io.slmmesh.it.client;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Answer;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** {@code POST /v1/responses} of the OpenAI API, always streamed. */
final class OpenAiResponses implements Dialect {
  private static final JsonObject USAGE =
      JsonObject.of("input_tokens", 1, "output_tokens", 1, "total_tokens", 2);

  @Override
  public boolean speaks(String path) {
    return path.equals("/v1/responses");
  }

  /** A tool in a namespace is called {@code namespace.tool} here. */
  @Override
  public List<String> tools(JsonObject body) {
    Stream<JsonObject> later =
        Answer.objects(body, "input").stream()
            .flatMap(item -> Answer.objects(item, "tools").stream());
    return Stream.concat(Answer.objects(body, "tools").stream(), later)
        .flatMap(OpenAiResponses::names)
        .toList();
  }

  private static Stream<String> names(JsonObject tool) {
    String name = tool.text("name");
    if (name == null) {
      return Stream.of(String.valueOf(tool.text("type")));
    }
    List<JsonObject> members = Answer.objects(tool, "tools");
    return members.isEmpty()
        ? Stream.of(name)
        : members.stream().map(member -> name + "." + member.text("name"));
  }

  @Override
  public List<Result> results(JsonObject body) {
    return Answer.objects(body, "input").stream()
        .filter(item -> String.valueOf(item.text("type")).endsWith("_output"))
        .map(item ->
            new Result(
                Objects.requireNonNull(item.text("call_id")),
                Json.text(item.has("output") ? item.get("output") : item.get("tools"))))
        .toList();
  }

  @Override
  public Written write(String path, JsonObject body, Reply reply) {
    JsonObject response = JsonObject.of("id", "resp_stub", "object", "response");
    JsonObject completed =
        response
            .with("status", "completed")
            .with("output", List.of(item(reply)))
            .with("usage", USAGE);
    return Written.events(
        event("response.created", "response", response.with("status", "in_progress"))
            + event("response.output_item.done", "output_index", 0, "item", item(reply))
            + event("response.completed", "response", completed));
  }

  private static String event(String type, Object... members) {
    String data =
        Json.joined(Json.text(JsonObject.of("type", type)), Json.text(JsonObject.of(members)));
    return "event: " + type + "\ndata: " + data + "\n\n";
  }

  private static JsonObject item(Reply reply) {
    return switch (reply) {
      case Reply.Say say ->
          JsonObject.of(
              "type",
              "message",
              "id",
              "msg_stub",
              "role",
              "assistant",
              "status",
              "completed",
              "content",
              List.of(JsonObject.of("type", "output_text", "text", say.text())));
      case Reply.Call call when call.tool().equals("tool_search") ->
          JsonObject.of(
              "type",
              "tool_search_call",
              "id",
              "ts_stub",
              "call_id",
              call.id(),
              "execution",
              "client",
              "arguments",
              call.input(),
              "status",
              "completed");
      case Reply.Call call ->
          named(
              call.tool(),
              "type",
              "function_call",
              "id",
              "fc_stub",
              "call_id",
              call.id(),
              "arguments",
              Json.text(call.input()),
              "status",
              "completed");
      case Reply.Code code ->
          named(
              code.tool(),
              "type",
              "custom_tool_call",
              "id",
              "ct_stub",
              "call_id",
              code.id(),
              "input",
              code.program(),
              "status",
              "completed");
    };
  }

  private static JsonObject named(String tool, Object... members) {
    int dot = tool.indexOf('.');
    JsonObject item = JsonObject.of(members).with("name", tool.substring(dot + 1));
    return dot < 0 ? item : item.with("namespace", tool.substring(0, dot));
  }
}
