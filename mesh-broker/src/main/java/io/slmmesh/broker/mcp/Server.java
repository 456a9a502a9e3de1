package io.slmmesh.broker.mcp;

import io.slmmesh.api.Version;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.broker.rpc.RpcException;
import io.slmmesh.broker.rpc.RpcMessage.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the server says of itself, in both eras. */
final class Server {
  /** Versions with {@code initialize}, newest first. */
  static final List<String> LEGACY =
      List.of("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05");

  /** The version without sessions. */
  static final String STATELESS = "2026-07-28";

  static final JsonObject INFO =
      JsonObject.of("name", "slm-mesh", "title", "slm-mesh", "version", Version.VALUE);

  /** Tools and prompts. Lists of resources are answered, empty, for clients that ask anyway. */
  static final JsonObject CAPABILITIES =
      JsonObject.of(
          "tools",
          JsonObject.of("listChanged", false),
          "prompts",
          JsonObject.of("listChanged", false));

  private Server() {}

  /** The empty lists that clients ask for; {@code null} for any other method. */
  static @Nullable JsonObject emptyList(String method) {
    return switch (method) {
      case "resources/list" -> JsonObject.of("resources", List.of());
      case "resources/templates/list" -> JsonObject.of("resourceTemplates", List.of());
      default -> null;
    };
  }

  /** There is no resource that could be read. */
  static RpcException noResource(Request request) {
    String uri = request.params().text("uri");
    return new RpcException(
        RpcException.INVALID_PARAMS, "this server has no resources", JsonObject.of("uri", uri));
  }
}
