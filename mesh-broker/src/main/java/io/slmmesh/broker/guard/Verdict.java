package io.slmmesh.broker.guard;

/** What is to become of an edit. */
public sealed interface Verdict {
  /** It may begin, and there is nothing to say. */
  record Free() implements Verdict {}

  /** It may begin; the agent must be told why it should not. */
  record Warned(String why) implements Verdict {}

  /** It must not begin; {@code why} tells the agent what to do instead. */
  record Denied(String why) implements Verdict {}
}
