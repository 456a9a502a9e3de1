package io.slmmesh.it.client;

import io.slmmesh.api.json.JsonObject;

/** What the stub model answers. */
public sealed interface Reply {
  /** A text, which ends the turn. */
  record Say(String text) implements Reply {}

  /** A call of one tool, named as the client offers it. */
  record Call(String tool, JsonObject input) implements Reply {
    /** An id from which a later request shows what was called. */
    String id() {
      return "call_" + tool;
    }
  }

  static Reply say(String text) {
    return new Say(text);
  }

  static Reply call(String tool, Object... input) {
    return new Call(tool, JsonObject.of(input));
  }
}
