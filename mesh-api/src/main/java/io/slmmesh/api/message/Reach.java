package io.slmmesh.api.message;

import io.slmmesh.api.json.WireName;

/** How soon a recipient can see a message, as far as the broker can know. */
public enum Reach implements WireName {
  /** It is waiting in mesh_inbox at this moment, or its host wakes it. */
  NOW("now"),
  /** Its client's hooks show it the message with the next tool or turn. */
  NEXT_TURN("next-turn"),
  /** It is connected and is told of unread mail at its next mesh tool call. */
  WHEN_ASKED("when-asked"),
  /** It is not connected; the message waits for its return. */
  AWAY("away");

  private final String wireName;

  Reach(String wireName) {
    this.wireName = wireName;
  }

  @Override
  public String wireName() {
    return wireName;
  }
}
