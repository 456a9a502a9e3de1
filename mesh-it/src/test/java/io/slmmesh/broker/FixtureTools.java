package io.slmmesh.broker;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.json.JsonText;
import io.slmmesh.broker.mcp.Tool;
import io.slmmesh.broker.mcp.ToolCall;
import io.slmmesh.broker.rpc.Replies;
import io.slmmesh.broker.rpc.RpcException;
import java.util.List;

/**
 * The tools that the conformance suite calls by their names, as far as this server offers the like.
 */
final class FixtureTools {
  /** A PNG of one pixel. */
  static final String PIXEL =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

  /** A WAV of no sound. */
  private static final String SILENCE =
      "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";

  private static final int MISSING_CAPABILITY = -32021;

  static final List<Tool> ALL =
      List.of(
          new Fixture(
              "test_simple_text", _ -> result(text("This is a simple text response for testing."))),
          new Fixture("test_image_content", _ -> result(image())),
          new Fixture(
              "test_audio_content",
              _ ->
                  result(JsonObject.of("type", "audio", "data", SILENCE, "mimeType", "audio/wav"))),
          new Fixture(
              "test_embedded_resource",
              _ ->
                  result(
                      resource(
                          "test://embedded-resource",
                          "text/plain",
                          "This is an embedded resource content."))),
          new Fixture(
              "test_multiple_content_types",
              _ ->
                  result(
                      text("Multiple content types test:"),
                      image(),
                      resource(
                          "test://mixed-content-resource",
                          "application/json",
                          "{\"test\":\"data\",\"value\":123}"))),
          new Fixture(
              "test_error_handling",
              _ ->
                  result(text("This tool intentionally returns an error for testing"))
                      .with("isError", true)),
          new Fixture("test_tool_with_progress", FixtureTools::progress),
          new Fixture("test_logging_tool", FixtureTools::logged),
          new Fixture("test_streaming_elicitation", FixtureTools::streamed),
          new Fixture("test_missing_capability", FixtureTools::needsSampling));

  private FixtureTools() {}

  /** What a fixture does. */
  @FunctionalInterface
  private interface Does {
    JsonObject with(ToolCall call) throws RpcException;
  }

  private record Fixture(String name, Does does) implements Tool {
    @Override
    public JsonText shown() {
      return new JsonText(
          Json.text(
              JsonObject.of(
                  "name",
                  name,
                  "description",
                  "a fixture of the conformance suite",
                  "inputSchema",
                  JsonObject.of("type", "object", "additionalProperties", false))));
    }

    @Override
    public boolean mayWait(JsonObject params) {
      return false;
    }

    @Override
    public JsonObject call(ToolCall call) throws RpcException {
      return does.with(call);
    }
  }

  private static JsonObject progress(ToolCall call) {
    Object token = call.params().object("_meta").get("progressToken");
    for (long done = 0; token != null && done <= 100; done += 50) {
      call.origin()
          .notices()
          .push(
              Replies.notification(
                  "notifications/progress",
                  JsonObject.of("progressToken", token, "progress", done, "total", 100L)));
    }
    return result(text(String.valueOf(token)));
  }

  private static JsonObject logged(ToolCall call) {
    return result(text("This server logs to its own file and sends no log messages."));
  }

  /** Streams, and asks nothing: this server has no questions to a client. */
  private static JsonObject streamed(ToolCall call) {
    call.origin()
        .notices()
        .push(
            Replies.notification(
                "notifications/progress", JsonObject.of("progressToken", "none", "progress", 1L)));
    return result(text("done"));
  }

  private static JsonObject needsSampling(ToolCall call) throws RpcException {
    JsonObject capabilities =
        call.params().object("_meta").object("io.modelcontextprotocol/clientCapabilities");
    if (!capabilities.has("sampling")) {
      throw new RpcException(
          MISSING_CAPABILITY,
          "the client must be able to sample",
          JsonObject.of("requiredCapabilities", JsonObject.of("sampling", JsonObject.EMPTY)));
    }
    return result(text("ok"));
  }

  private static JsonObject result(JsonObject... content) {
    return JsonObject.of("content", List.of(content), "isError", false);
  }

  private static JsonObject text(String text) {
    return JsonObject.of("type", "text", "text", text);
  }

  static JsonObject image() {
    return JsonObject.of("type", "image", "data", PIXEL, "mimeType", "image/png");
  }

  static JsonObject resource(String uri, String mimeType, String text) {
    return JsonObject.of(
        "type",
        "resource",
        "resource",
        JsonObject.of("uri", uri, "mimeType", mimeType, "text", text));
  }
}
