package io.slmmesh.it.client;

import io.slmmesh.api.json.JsonObject;

/** What the stub model answers. A call's id shows a later request what was called. */
public sealed interface Reply {
  /** A text, which ends the turn. */
  record Say(String text) implements Reply {}

  /** A call of one tool, named as the client offers it. */
  record Call(String id, String tool, JsonObject input) implements Reply {}

  /** A call of a tool that takes a program as it is. */
  record Code(String id, String tool, String program) implements Reply {}

  static Reply say(String text) {
    return new Say(text);
  }

  static Reply call(String tool, Object... input) {
    return new Call("call_" + tool, tool, JsonObject.of(input));
  }

  /** The call that makes a client load tools; its result is that of {@code loading}. */
  static Reply loading(Asked asked, String tool, Object... input) {
    return call(asked, "loading", tool, JsonObject.of(input));
  }

  /**
   * A call that may be made several times in a session.
   *
   * @param result whose result it is to later requests
   */
  static Reply call(Asked asked, String result, String tool, JsonObject input) {
    return new Call(id(asked, result), tool, input);
  }

  static String id(Asked asked, String result) {
    return "call_" + asked.results().size() + "_" + result;
  }
}
