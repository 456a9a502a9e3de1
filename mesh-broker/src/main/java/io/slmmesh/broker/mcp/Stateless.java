package io.slmmesh.broker.mcp;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.broker.rpc.Replies;
import io.slmmesh.broker.rpc.RpcException;
import io.slmmesh.broker.rpc.RpcMessage.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of 2026-07-28: no session, every request tells its version and what its client can do.
 */
final class Stateless {
  static final String VERSION = "io.modelcontextprotocol/protocolVersion";
  private static final String CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
  private static final String CLIENT = "io.modelcontextprotocol/clientInfo";
  private static final String SERVER = "io.modelcontextprotocol/serverInfo";
  private static final String SUBSCRIPTION = "io.modelcontextprotocol/subscriptionId";

  /** Our lists change only with our version, which a client sees as a new process. */
  private static final long FRESH_MILLIS = 3_600_000;

  private final Catalog catalog;

  Stateless(Catalog catalog) {
    this.catalog = catalog;
  }

  /** Whether a request follows these rules. */
  static boolean claims(Request request) {
    return request.params().object("_meta").has(VERSION)
        || request.method().equals("server/discover")
        || request.method().equals("subscriptions/listen");
  }

  static @Nullable String clientName(JsonObject params) {
    return params.object("_meta").object(CLIENT).text("name");
  }

  /** Refuses a request that does not tell what these rules demand. */
  static void check(Request request) throws RpcException {
    checkMeta(request);
    JsonObject meta = request.params().object("_meta");
    String version = String.valueOf(meta.text(VERSION));
    if (!version.equals(Server.STATELESS)) {
      throw new RpcException(
          RpcException.UNSUPPORTED_PROTOCOL_VERSION,
          "unsupported protocol version",
          JsonObject.of("supported", List.of(Server.STATELESS), "requested", version));
    }
  }

  /** Refuses a request whose {@code _meta} lacks what it must have. */
  static void checkMeta(Request request) throws RpcException {
    JsonObject meta = request.params().object("_meta");
    if (meta.text(VERSION) == null) {
      throw new RpcException(
          RpcException.INVALID_PARAMS, "params._meta[\"" + VERSION + "\"] is required");
    }
    if (!(meta.get(CAPABILITIES) instanceof JsonObject)) {
      throw new RpcException(
          RpcException.INVALID_PARAMS, "params._meta[\"" + CAPABILITIES + "\"] is required");
    }
  }

  /** Answers all but {@code tools/call}, {@code prompts/get} and {@code subscriptions/listen}. */
  JsonObject answer(Request request) throws RpcException {
    JsonObject empty = Server.emptyList(request.method());
    if (empty != null) {
      return cacheable(empty);
    }
    return switch (request.method()) {
      case "server/discover" ->
          cacheable(
              JsonObject.of(
                  "supportedVersions",
                  List.of(Server.STATELESS),
                  "capabilities",
                  Server.CAPABILITIES,
                  "instructions",
                  Tools.INSTRUCTIONS));
      case "tools/list" -> cacheable(JsonObject.of("tools", catalog.shownTools()));
      case "prompts/list" -> cacheable(JsonObject.of("prompts", catalog.shownPrompts()));
      case "resources/read" -> throw Server.noResource(request);
      default -> throw new RpcException(RpcException.METHOD_NOT_FOUND, "unknown method");
    };
  }

  private static JsonObject cacheable(JsonObject result) {
    return complete(result.with("ttlMs", FRESH_MILLIS).with("cacheScope", "public"));
  }

  /** A result as these rules want it. */
  static JsonObject complete(JsonObject result) {
    return result.with("resultType", "complete").with("_meta", JsonObject.of(SERVER, Server.INFO));
  }

  /**
   * The first message of a subscription. None of our lists ever changes, so nothing of what was
   * asked for is promised.
   */
  static JsonObject acknowledged(Object subscription) {
    return Replies.notification(
        "notifications/subscriptions/acknowledged",
        JsonObject.of(
            "_meta", JsonObject.of(SUBSCRIPTION, subscription), "notifications", JsonObject.EMPTY));
  }
}
