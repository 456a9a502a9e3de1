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
    return new Call(loadingId(asked), tool, JsonObject.of(input));
  }

  /** Another one for each try: a client that has just started may not have them yet. */
  static String loadingId(Asked asked) {
    return "call_" + asked.results().size() + "_loading";
  }
}
