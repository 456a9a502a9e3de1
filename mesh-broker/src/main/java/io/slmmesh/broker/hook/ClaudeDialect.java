package io.slmmesh.broker.hook;

import io.slmmesh.api.json.JsonObject;
import java.util.Optional;

/**
 * Claude Code, and Codex, Qwen, VS Code and Devin, which took its hooks over.
 *
 * @param tellsBeforeTools whether the model is shown something also before a tool runs
 */
record ClaudeDialect(boolean tellsBeforeTools) implements Dialect {
  @Override
  public JsonObject deny(String event, String why) {
    return specific(event, "permissionDecision", "deny", "permissionDecisionReason", why);
  }

  @Override
  public Optional<JsonObject> tell(String event, Moment moment, String text) {
    return moment == Moment.BEFORE_TOOL && !tellsBeforeTools
        ? Optional.empty()
        : Optional.of(specific(event, "additionalContext", text));
  }

  @Override
  public JsonObject goOn(String text) {
    return JsonObject.of("decision", "block", "reason", text);
  }

  private static JsonObject specific(String event, String... namesAndValues) {
    JsonObject output = JsonObject.of("hookEventName", event);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      output = output.with(namesAndValues[i], namesAndValues[i + 1]);
    }
    return JsonObject.of("hookSpecificOutput", output);
  }
}
