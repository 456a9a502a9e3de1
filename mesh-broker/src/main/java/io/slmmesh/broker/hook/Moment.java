package io.slmmesh.broker.hook;

import java.util.Locale;
import java.util.Map;

/** What happens in a session, whatever its client calls it. */
enum Moment {
  SESSION_START,
  /** The user has said something; the model has not read it yet. */
  PROMPT,
  BEFORE_TOOL,
  AFTER_TOOL,
  /** The model has said all it wants to; it can be told to go on. */
  TURN_END,
  SESSION_END,
  /** A git commit is about to be made. */
  COMMIT,
  OTHER;

  private static final Map<String, Moment> BY_NAME =
      Map.ofEntries(
          Map.entry("sessionstart", SESSION_START),
          Map.entry("userpromptsubmit", PROMPT),
          Map.entry("beforeagent", PROMPT),
          Map.entry("pretooluse", BEFORE_TOOL),
          Map.entry("beforetool", BEFORE_TOOL),
          Map.entry("beforeshellexecution", BEFORE_TOOL),
          Map.entry("posttooluse", AFTER_TOOL),
          Map.entry("aftertool", AFTER_TOOL),
          Map.entry("stop", TURN_END),
          Map.entry("afteragent", TURN_END),
          Map.entry("sessionend", SESSION_END),
          Map.entry("pre-commit", COMMIT));

  /** The moment that a client calls {@code event}. */
  static Moment of(String event) {
    return BY_NAME.getOrDefault(event.toLowerCase(Locale.ROOT), OTHER);
  }
}
