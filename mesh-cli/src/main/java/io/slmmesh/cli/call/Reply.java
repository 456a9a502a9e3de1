package io.slmmesh.cli.call;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonException;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.link.Frames;
import java.net.ProtocolException;

/**
 * What the broker answered.
 *
 * @param text the JSON object as it came
 * @param json the same, read
 * @param receipt to be given back when the answer was written; {@link Frames#NO_RECEIPT} if nobody
 *     waits for it
 */
public record Reply(String text, JsonObject json, String receipt) {
  static Reply of(String text, String receipt) throws ProtocolException {
    try {
      if (Json.parse(text) instanceof JsonObject object) {
        return new Reply(text, object, receipt);
      }
    } catch (JsonException nonsense) {
      throw new ProtocolException("an answer that is " + nonsense.getMessage());
    }
    throw new ProtocolException("an answer that is no object");
  }

  /** Whether the operation was done. */
  public boolean ok() {
    return Boolean.TRUE.equals(json.get("ok"));
  }

  /** Why not, as one word for programs; empty if it was done. */
  public String code() {
    String code = json.text("code");
    return code == null ? "" : code;
  }

  /** Why not, as a sentence for people. */
  public String error() {
    String error = json.text("error");
    return error == null ? "the broker gave no reason" : error;
  }
}
