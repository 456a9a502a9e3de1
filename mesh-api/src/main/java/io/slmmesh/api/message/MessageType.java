package io.slmmesh.api.message;

/** What a message says it is. No type makes anything happen at the receiver. */
public enum MessageType {
  TEXT,
  /** The body is a JSON document. */
  JSON,
  /** A request in words; nothing executes it. */
  COMMAND,
  ALERT
}
