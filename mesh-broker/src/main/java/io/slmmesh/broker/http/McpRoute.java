package io.slmmesh.broker.http;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Allowance;
import io.slmmesh.api.operation.Receipts;
import io.slmmesh.broker.http.McpSessions.Session;
import io.slmmesh.broker.mcp.HttpAudience;
import io.slmmesh.broker.mcp.HttpProtocol;
import io.slmmesh.broker.mcp.ToolCall.Origin;
import io.slmmesh.broker.rpc.Replies;
import io.slmmesh.broker.rpc.RpcException;
import io.slmmesh.broker.rpc.RpcMessage;
import io.slmmesh.broker.rpc.RpcMessage.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * {@code /mcp}: MCP over Streamable HTTP, in both eras, chosen for each request. There is nothing
 * to push outside a request, so no stream is opened by {@code GET}.
 */
final class McpRoute {
  static final String PATH = "/mcp";

  private static final String SESSION = "Mcp-Session-Id";
  private static final String VERSION = "MCP-Protocol-Version";
  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ACCEPTABLE = 406;

  private final HttpProtocol protocol;
  private final McpSessions sessions;
  private final Written written;

  McpRoute(HttpProtocol protocol, McpSessions sessions, Written written) {
    this.protocol = protocol;
    this.sessions = sessions;
    this.written = written;
  }

  /** {@code DELETE /mcp}: ends a session of the older versions. */
  void delete(Exchange exchange, Principal principal) throws IOException, HttpRefusal {
    String id = exchange.header(SESSION);
    if (id == null || HttpProtocol.isStateless(exchange.header(VERSION))) {
      exchange.header("Allow", "POST");
      throw new HttpRefusal(
          HttpRefusal.METHOD_NOT_ALLOWED,
          ErrorCode.INVALID_ARGUMENT,
          "only a session can be ended; name it in " + SESSION);
    }
    Session session =
        sessions
            .find(id, principal)
            .orElseThrow(() -> new HttpRefusal(ErrorCode.NOT_FOUND, "there is no such session"));
    sessions.close(session);
    exchange.reply(OK, "{}");
  }

  /** {@code POST /mcp}: one message. */
  void post(Exchange exchange, Principal principal)
      throws IOException, HttpRefusal, InterruptedException {
    RpcMessage message = read(exchange);
    if (message == null) {
      return;
    }
    String version = exchange.header(VERSION);
    switch (message) {
      case Request request when HttpProtocol.isStateless(request, version) ->
          answerStateless(exchange, principal, request);
      case Request request -> answerInSession(exchange, principal, request, version);
      case RpcMessage.Notification notification -> take(exchange, principal, notification, version);
      case RpcMessage.Response _ -> exchange.reply(ACCEPTED);
      case RpcMessage.Invalid invalid ->
          refuse(
              exchange,
              BAD_REQUEST,
              invalid.id(),
              new RpcException(RpcException.INVALID_REQUEST, invalid.why()));
    }
  }

  private static @Nullable RpcMessage read(Exchange exchange) throws IOException, HttpRefusal {
    if (!accepts(exchange, "application/json")) {
      throw new HttpRefusal(
          NOT_ACCEPTABLE,
          ErrorCode.INVALID_ARGUMENT,
          "Accept must name application/json and text/event-stream");
    }
    try {
      return RpcMessage.of(exchange.json());
    } catch (HttpRefusal refusal) {
      if (refusal.status() != BAD_REQUEST) {
        throw refusal;
      }
      var failure =
          new RpcException(RpcException.PARSE_ERROR, String.valueOf(refusal.getMessage()));
      refuse(exchange, BAD_REQUEST, null, failure);
      return null;
    }
  }

  private static boolean accepts(Exchange exchange, String type) {
    var accepted = String.join(",", exchange.headers("Accept"));
    return accepted.isEmpty() || accepted.contains(type) || accepted.contains("*/*");
  }

  private void answerStateless(Exchange exchange, Principal principal, Request request)
      throws IOException, HttpRefusal, InterruptedException {
    var headers =
        new HttpProtocol.Headers(
            exchange.header(VERSION), exchange.header("Mcp-Method"), exchange.header("Mcp-Name"));
    try {
      HttpProtocol.checkHeaders(request, headers);
    } catch (RpcException e) {
      refuse(exchange, BAD_REQUEST, request.id(), e);
      return;
    }
    if (request.method().equals("subscriptions/listen")) {
      listen(exchange, request);
      return;
    }
    try (var reply = reply(exchange)) {
      answer(reply, protocol.visitor(McpSessions.guestOf(principal)), request, true);
    }
  }

  /** None of our lists ever changes: the stream stays open and silent until one side ends it. */
  private static void listen(Exchange exchange, Request request)
      throws IOException, InterruptedException {
    try (var reply = new McpReply(exchange, true)) {
      reply.push(HttpProtocol.acknowledged(request));
      new CountDownLatch(1).await();
    }
  }

  private void answerInSession(
      Exchange exchange, Principal principal, Request request, @Nullable String version)
      throws IOException, HttpRefusal, InterruptedException {
    if (request.method().equals("initialize")) {
      Session session = sessions.open(principal);
      exchange.header(SESSION, session.id());
      try (var reply = reply(exchange)) {
        answer(reply, session.audience(), request, false);
      }
      return;
    }
    Session session = session(exchange, principal, request.id(), version);
    if (session == null) {
      return;
    }
    try (var reply = reply(exchange)) {
      session.begins(request.id(), reply);
      answer(reply, session.audience(), request, false);
    } finally {
      session.ends(request.id());
    }
  }

  private static McpReply reply(Exchange exchange) {
    return new McpReply(exchange, accepts(exchange, "text/event-stream"));
  }

  /** The session that a message belongs to; {@code null} if it was refused. */
  private @Nullable Session session(
      Exchange exchange, Principal principal, @Nullable Object id, @Nullable String version)
      throws IOException, HttpRefusal {
    if (!HttpProtocol.isLegacy(version)) {
      refuse(
          exchange,
          BAD_REQUEST,
          id,
          new RpcException(
              RpcException.UNSUPPORTED_PROTOCOL_VERSION,
              "unsupported protocol version",
              JsonObject.of("supported", HttpProtocol.versions(), "requested", version)));
      return null;
    }
    String sessionId = exchange.header(SESSION);
    if (sessionId == null) {
      String why = "send initialize first and give its " + SESSION + " back as a header";
      refuse(exchange, BAD_REQUEST, id, new RpcException(RpcException.INVALID_REQUEST, why));
      return null;
    }
    Session session = sessions.find(sessionId, principal).orElse(null);
    if (session == null) {
      String why = "there is no such session any more; send initialize";
      refuse(exchange, NOT_FOUND, id, new RpcException(RpcException.INVALID_REQUEST, why));
    }
    return session;
  }

  private void take(
      Exchange exchange,
      Principal principal,
      RpcMessage.Notification notification,
      @Nullable String version)
      throws IOException, HttpRefusal {
    if (!HttpProtocol.isStateless(version)) {
      Session session = session(exchange, principal, null, version);
      if (session == null) {
        return;
      }
      if (notification.method().equals("notifications/cancelled")) {
        session.cancel(notification.params().get("requestId"));
      }
    }
    exchange.reply(ACCEPTED);
  }

  private void answer(
      McpReply reply, HttpAudience audience, Request request, boolean errorsHaveStatus)
      throws IOException, InterruptedException {
    var receipts = new Receipts();
    try {
      if (protocol.mayWait(request)) {
        reply.open();
      }
      var origin = new Origin(null, Allowance.SESSION, Duration.ZERO, receipts, reply);
      JsonObject answer = protocol.answer(request, audience, origin);
      int status = errorsHaveStatus ? status(answer) : OK;
      written.after(
          reply.exchange(),
          audience.acted(),
          receipts,
          surely -> reply.answer(status, answer, surely));
    } catch (InterruptedException e) {
      receipts.drop();
      if (!reply.isCancelled()) {
        throw e;
      }
      reply.end();
    }
  }

  private static int status(JsonObject answer) {
    return switch (answer.object("error").get("code")) {
      case null -> OK;
      case Integer code when code == RpcException.METHOD_NOT_FOUND -> NOT_FOUND;
      default -> BAD_REQUEST;
    };
  }

  private static void refuse(
      Exchange exchange, int status, @Nullable Object id, RpcException failure) throws IOException {
    exchange.reply(status, Json.text(Replies.error(id, failure)));
  }
}
