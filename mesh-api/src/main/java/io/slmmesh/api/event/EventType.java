package io.slmmesh.api.event;

/** The kinds of events one can ask for. */
public enum EventType {
  PEER_JOINED,
  PEER_LEFT,
  PEER_SUMMARY,
  STATE_CHANGED,
  FILE_LOCKED,
  FILE_UNLOCKED,
  EDIT_COLLISION,
  MESSAGE_SENT,
  MESSAGE_DELIVERED
}
