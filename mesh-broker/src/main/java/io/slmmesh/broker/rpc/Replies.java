package io.slmmesh.broker.rpc;

import io.slmmesh.api.json.JsonObject;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** Builds the messages we send. */
public final class Replies {
  private Replies() {}

  public static JsonObject result(Object id, Object result) {
    return JsonObject.of("jsonrpc", "2.0", "id", id, "result", result);
  }

  /** {@code id} is {@code null} when the request's own could not be read. */
  public static JsonObject error(@Nullable Object id, RpcException failure) {
    var members = new LinkedHashMap<String, @Nullable Object>();
    members.put("jsonrpc", "2.0");
    members.put("id", id);
    members.put(
        "error",
        JsonObject.of(
            "code",
            failure.code(),
            "message",
            String.valueOf(failure.getMessage()),
            "data",
            failure.data()));
    return JsonObject.of(members);
  }

  public static JsonObject notification(String method, JsonObject params) {
    return JsonObject.of("jsonrpc", "2.0", "method", method, "params", params);
  }
}
