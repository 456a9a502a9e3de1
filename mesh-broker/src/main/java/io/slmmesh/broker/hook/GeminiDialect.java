package io.slmmesh.broker.hook;

import io.slmmesh.api.json.JsonObject;
import java.util.Optional;

/** Gemini CLI. */
record GeminiDialect() implements Dialect {
  @Override
  public JsonObject deny(String event, String why) {
    return JsonObject.of("decision", "deny", "reason", why);
  }

  @Override
  public Optional<JsonObject> tell(String event, Moment moment, String text) {
    return moment == Moment.BEFORE_TOOL
        ? Optional.empty()
        : Optional.of(
            JsonObject.of(
                "hookSpecificOutput",
                JsonObject.of("hookEventName", event, "additionalContext", text)));
  }

  @Override
  public JsonObject goOn(String text) {
    return deny("", text);
  }
}
