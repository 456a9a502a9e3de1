package io.slmmesh.api.message;

import static io.slmmesh.api.error.MeshException.invalid;

import io.slmmesh.api.json.Default;
import io.slmmesh.api.json.Doc;
import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonException;
import io.slmmesh.api.json.Limit;
import io.slmmesh.api.peer.Scope;

/** Input of {@code mesh_send}. */
public record SendMessage(
    @Doc("name or id of an agent, or \"all\"") @Limit(chars = 100, blank = false) String to,
    @Doc("at most 64 KiB") @Limit(bytes = 64 << 10, blank = false) String message,
    @Doc("json: the message must be valid JSON") @Default("text") MessageType type,
    @Doc("for \"all\"") @Default("machine") Scope scope) {
  public static final String ALL = "all";

  public SendMessage {
    if (type == MessageType.JSON) {
      checkJson(message);
    }
  }

  public boolean toAll() {
    return to.equalsIgnoreCase(ALL);
  }

  private static void checkJson(String message) {
    try {
      Json.parse(message);
    } catch (JsonException e) {
      throw invalid("message", "must be valid JSON when type is json: " + e.getMessage());
    }
  }
}
