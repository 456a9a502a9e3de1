package io.slmmesh.cli.call;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonException;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.link.Frames;
import java.net.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * What the broker answered. It is read as JSON only when somebody looks into it: that loads a
 * library whose start costs as much as all else that a short command does.
 */
public final class Reply {
  /** How every answer of an operation that was done begins. */
  private static final String DONE = "{\"ok\":true";

  private final String text;
  private final String receipt;
  private @Nullable JsonObject json;

  Reply(String text, String receipt) {
    this.text = text;
    this.receipt = receipt;
  }

  /** An answer that did not come from the broker. */
  static Reply refusal(String code, String error) {
    JsonObject json = JsonObject.of("ok", false, "code", code, "error", error);
    return new Reply(Json.text(json), Frames.NO_RECEIPT);
  }

  /** The JSON object as it came. */
  public String text() {
    return text;
  }

  /** To be given back when the answer was written. */
  String receipt() {
    return receipt;
  }

  public JsonObject json() throws ProtocolException {
    if (json == null) {
      json = read();
    }
    return json;
  }

  private JsonObject read() throws ProtocolException {
    try {
      if (Json.parse(text) instanceof JsonObject object) {
        return object;
      }
      throw new ProtocolException("the broker's answer is no object");
    } catch (JsonException nonsense) {
      throw new ProtocolException("the broker's answer is " + nonsense.getMessage());
    }
  }

  /** Whether the operation was done. */
  public boolean ok() {
    return text.startsWith(DONE);
  }

  /** Why not, as one word for programs; empty if it was done. */
  public String code() throws ProtocolException {
    String code = json().text("code");
    return code == null ? "" : code;
  }

  /** Why not, as a sentence for people. */
  public String error() throws ProtocolException {
    String error = json().text("error");
    return error == null ? "the broker gave no reason" : error;
  }
}
