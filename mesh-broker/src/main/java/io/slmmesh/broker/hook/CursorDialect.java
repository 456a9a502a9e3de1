package io.slmmesh.broker.hook;

import io.slmmesh.api.json.JsonObject;
import java.util.Optional;

/** Cursor. */
record CursorDialect() implements Dialect {
  @Override
  public JsonObject deny(String event, String why) {
    return JsonObject.of("permission", "deny", "user_message", why, "agent_message", why);
  }

  @Override
  public Optional<JsonObject> tell(String event, Moment moment, String text) {
    return moment == Moment.SESSION_START || moment == Moment.AFTER_TOOL
        ? Optional.of(JsonObject.of("additional_context", text))
        : Optional.empty();
  }

  @Override
  public JsonObject goOn(String text) {
    return JsonObject.of("followup_message", text);
  }
}
