package io.slmmesh.broker.rpc;

import io.slmmesh.api.json.JsonObject;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A request that is answered with a JSON-RPC error. */
public final class RpcException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  public static final int PARSE_ERROR = -32700;
  public static final int INVALID_REQUEST = -32600;
  public static final int METHOD_NOT_FOUND = -32601;
  public static final int INVALID_PARAMS = -32602;
  public static final int INTERNAL_ERROR = -32603;
  public static final int HEADER_MISMATCH = -32020;
  public static final int UNSUPPORTED_PROTOCOL_VERSION = -32022;

  private final int code;
  private final transient @Nullable JsonObject data;

  public RpcException(int code, String message) {
    this(code, message, null);
  }

  public RpcException(int code, String message, @Nullable JsonObject data) {
    super(message);
    this.code = code;
    this.data = data;
  }

  public int code() {
    return code;
  }

  public @Nullable JsonObject data() {
    return data;
  }
}
