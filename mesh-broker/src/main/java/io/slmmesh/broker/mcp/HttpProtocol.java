package io.slmmesh.broker.mcp;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.broker.life.Clockwork;
import io.slmmesh.broker.peers.Guests;
import io.slmmesh.broker.rpc.RpcException;
import io.slmmesh.broker.rpc.RpcMessage.Request;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** MCP as it is spoken over HTTP: which era a request belongs to, and the answer to it. */
public final class HttpProtocol {
  private static final String ENCODED = "=?base64?";
  private static final String ENCODED_END = "?=";

  private final Catalog catalog;
  private final Guests guests;
  private final Clockwork clockwork;

  public HttpProtocol(Catalog catalog, Guests guests, Clockwork clockwork) {
    this.catalog = catalog;
    this.guests = guests;
    this.clockwork = clockwork;
  }

  /** The headers in which a request of 2026-07-28 repeats its body. */
  public record Headers(@Nullable String version, @Nullable String method, @Nullable String name) {}

  /** Whether the header names the version without sessions. */
  public static boolean isStateless(@Nullable String versionHeader) {
    return Server.STATELESS.equals(versionHeader);
  }

  /** Whether a request is one of the version without sessions. */
  public static boolean isStateless(Request request, @Nullable String versionHeader) {
    return isStateless(versionHeader) || Stateless.claims(request);
  }

  /** Whether the header names a version with sessions that we speak, or none. */
  public static boolean isLegacy(@Nullable String versionHeader) {
    return versionHeader == null || Server.LEGACY.contains(versionHeader);
  }

  /**
   * Checks that the headers say what the body says.
   *
   * @throws RpcException {@code HEADER_MISMATCH}, which is status 400
   */
  public static void checkHeaders(Request request, Headers headers) throws RpcException {
    Stateless.checkMeta(request);
    String version = request.params().object("_meta").text(Stateless.VERSION);
    match("MCP-Protocol-Version", headers.version(), version);
    match("Mcp-Method", headers.method(), request.method());
    String name =
        switch (request.method()) {
          case "tools/call", "prompts/get" -> request.params().text("name");
          case "resources/read" -> request.params().text("uri");
          default -> null;
        };
    if (name != null) {
      match("Mcp-Name", decoded(headers.name()), name);
    }
  }

  private static void match(String header, @Nullable String given, @Nullable String body)
      throws RpcException {
    if (given == null || !given.strip().equals(body)) {
      throw new RpcException(
          RpcException.HEADER_MISMATCH, "header " + header + " must say what the body says");
    }
  }

  private static @Nullable String decoded(@Nullable String header) throws RpcException {
    if (header == null || !header.startsWith(ENCODED) || !header.endsWith(ENCODED_END)) {
      return header;
    }
    try {
      String inner = header.substring(ENCODED.length(), header.length() - ENCODED_END.length());
      return new String(Base64.getDecoder().decode(inner), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new RpcException(RpcException.HEADER_MISMATCH, "header Mcp-Name is not valid Base64");
    }
  }

  /**
   * Who sends a request that belongs to no session.
   *
   * @param guest whom the credential names; {@code null} for the machine's user
   */
  public HttpAudience visitor(@Nullable Caller guest) {
    return new HttpAudience(guests, guest, null);
  }

  /** Who opens a session. */
  public HttpAudience session(@Nullable Caller guest, String id) {
    return new HttpAudience(guests, guest, id);
  }

  /** Whether {@code session} belongs to an agent that joined by it, before a restart perhaps. */
  public boolean isKnown(String session) {
    return guests.knowsConversation("session:" + session);
  }

  /** The session has ended: its agent leaves. */
  public void ended(String session) {
    guests.conversationEnded("session:" + session);
  }

  /** Whether the answer may take its time. */
  public boolean mayWait(Request request) {
    return catalog.mayWait(request.params());
  }

  /**
   * The whole answer to a request.
   *
   * @throws InterruptedException when a wait was cancelled: then there is no answer
   */
  public JsonObject answer(Request request, Audience audience, ToolCall.Origin origin)
      throws InterruptedException {
    var protocol = new Protocol(catalog, audience);
    var progress =
        new Progress(
            clockwork,
            // The clockwork waits for nobody's network.
            message -> Thread.startVirtualThread(() -> origin.notices().push(message)));
    try (var _ = progress.of(request.params(), origin.waited())) {
      return protocol.answer(request, origin);
    }
  }

  /** The first message of a {@code subscriptions/listen}. */
  public static JsonObject acknowledged(Request request) {
    return Stateless.acknowledged(request.id());
  }

  /** Versions that can be spoken, for a refusal. */
  public static List<String> versions() {
    return Server.LEGACY;
  }
}
