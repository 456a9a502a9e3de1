package io.slmmesh.api.hook;

import io.slmmesh.api.json.JsonObject;

/**
 * What the hook gives back to its client.
 *
 * @param answer in the client's own words; empty: go on
 */
public record HookAnswer(JsonObject answer) {
  /** The client may go on, and its model is told nothing. */
  public static final HookAnswer GO_ON = new HookAnswer(JsonObject.EMPTY);
}
