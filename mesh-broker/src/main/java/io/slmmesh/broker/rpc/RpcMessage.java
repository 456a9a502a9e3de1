package io.slmmesh.broker.rpc;

import io.slmmesh.api.json.JsonObject;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** One JSON-RPC message. */
public sealed interface RpcMessage {
  /** Wants an answer. {@code id} is a text or a whole number and is given back as it came. */
  record Request(Object id, String method, JsonObject params) implements RpcMessage {}

  /** Wants none. */
  record Notification(String method, JsonObject params) implements RpcMessage {}

  /** Answers something; we ask nothing, so nothing comes of it. */
  record Response() implements RpcMessage {}

  /** Is no JSON-RPC message. {@code id} is that of the request it may have been meant as. */
  record Invalid(@Nullable Object id, String why) implements RpcMessage {}

  /** Reads one message; arrays (batches) are the caller's business. */
  static RpcMessage of(@Nullable Object json) {
    if (!(json instanceof JsonObject object)) {
      return new Invalid(null, "a message must be a JSON object");
    }
    Object id = object.get("id");
    boolean usable = id instanceof String || id instanceof Long || id instanceof BigInteger;
    Object validId = usable ? id : null;
    if (!"2.0".equals(object.get("jsonrpc"))) {
      return new Invalid(validId, "jsonrpc must be \"2.0\"");
    }
    if (object.get("method") instanceof String method) {
      return call(object, method, validId);
    }
    if (object.has("result") || object.has("error")) {
      return new Response();
    }
    return new Invalid(validId, "method must be a text");
  }

  private static RpcMessage call(JsonObject object, String method, @Nullable Object id) {
    if (object.get("params") != null && !(object.get("params") instanceof JsonObject)) {
      return new Invalid(id, "params must be an object");
    }
    if (!object.has("id")) {
      return new Notification(method, object.object("params"));
    }
    return id == null
        ? new Invalid(null, "id must be a text or a whole number")
        : new Request(id, method, object.object("params"));
  }
}
