package io.slmmesh.broker.hook;

import io.slmmesh.api.json.JsonObject;
import java.util.Optional;

/** How a client writes the answers of its hooks. What it has no words for is empty. */
interface Dialect {
  /** The tool must not run; {@code why} is for the model. */
  JsonObject deny(String event, String why);

  /** The model is shown {@code text} with what it reads next. */
  Optional<JsonObject> tell(String event, Moment moment, String text);

  /** The turn goes on, with {@code text} as what the model reads next. */
  JsonObject goOn(String text);

  /** The dialect of a client; most speak the one of Claude Code. */
  static Dialect of(String client) {
    return switch (client) {
      case "cursor" -> new CursorDialect();
      case "gemini" -> new GeminiDialect();
      default -> new ClaudeDialect(client.equals("claude-code"));
    };
  }
}
