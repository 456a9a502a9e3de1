package io.slmmesh.broker.mcp;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.broker.rpc.RpcException;
import io.slmmesh.broker.rpc.RpcMessage.Request;

/** The rules up to 2025-11-25: {@code initialize} first, then requests without further ado. */
final class Legacy {
  private final Catalog catalog;

  Legacy(Catalog catalog) {
    this.catalog = catalog;
  }

  /** Answers all but {@code tools/call}, {@code prompts/get}. */
  JsonObject answer(Request request) throws RpcException {
    JsonObject empty = Server.emptyList(request.method());
    if (empty != null) {
      return empty;
    }
    return switch (request.method()) {
      case "initialize" -> initialize(request.params());
      case "ping", "logging/setLevel" -> JsonObject.EMPTY;
      case "tools/list" -> JsonObject.of("tools", catalog.shownTools());
      case "prompts/list" -> JsonObject.of("prompts", catalog.shownPrompts());
      case "resources/read" -> throw Server.noResource(request);
      default -> throw new RpcException(RpcException.METHOD_NOT_FOUND, "unknown method");
    };
  }

  /** The version the client asks for if we speak it, else our newest. */
  private static JsonObject initialize(JsonObject params) throws RpcException {
    String wanted = params.text("protocolVersion");
    if (wanted == null) {
      throw new RpcException(RpcException.INVALID_PARAMS, "protocolVersion is required");
    }
    String version = Server.LEGACY.contains(wanted) ? wanted : Server.LEGACY.getFirst();
    return JsonObject.of(
        "protocolVersion",
        version,
        "capabilities",
        Server.CAPABILITIES,
        "serverInfo",
        Server.INFO,
        "instructions",
        Tools.INSTRUCTIONS);
  }
}
