package io.slmmesh.bench.suite;

import io.slmmesh.api.json.JsonObject;

/** A tool and its arguments. */
public record ToolCall(String tool, JsonObject arguments) {
  public static ToolCall of(String tool, Object... arguments) {
    return new ToolCall(tool, JsonObject.of(arguments));
  }
}
