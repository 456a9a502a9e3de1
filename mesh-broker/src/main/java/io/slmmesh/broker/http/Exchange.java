package io.slmmesh.broker.http;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonException;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.broker.life.Clockwork;
import io.slmmesh.broker.ops.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/** One request and its answer, both as small as this API needs them. Blocking. */
final class Exchange {
  private final Request request;
  private final Response response;
  private final Shared shared;
  private final int tcpPort;
  private boolean endsConnection;

  /** What all exchanges have in common. */
  record Shared(Clockwork clockwork, Bodies bodies) {}

  /**
   * @param tcpPort the TCP port it came over; 0 for the Unix socket
   */
  Exchange(Request request, Response response, Shared shared, int tcpPort) {
    this.request = request;
    this.response = response;
    this.shared = shared;
    this.tcpPort = tcpPort;
    // Some answers take their time, and so may the next request on the connection.
    request.addIdleTimeoutListener(_ -> false);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
  }

  Request request() {
    return request;
  }

  Clockwork clockwork() {
    return shared.clockwork();
  }

  /** The TCP port the request came over; 0 for the Unix socket. */
  int tcpPort() {
    return tcpPort;
  }

  String method() {
    return request.getMethod();
  }

  String path() {
    return Request.getPathInContext(request);
  }

  /** All values of a header. */
  List<String> headers(String name) {
    return request.getHeaders().getValuesList(name);
  }

  /** A header that stands there once; {@code null} if it is missing. */
  @Nullable String header(String name) throws HttpRefusal {
    List<String> values = headers(name);
    if (values.size() > 1) {
      throw new HttpRefusal(ErrorCode.INVALID_ARGUMENT, name + " must be given once");
    }
    return values.isEmpty() ? null : values.getFirst();
  }

  /** A parameter of the query. */
  @Nullable String query(String name) throws HttpRefusal {
    try {
      return Request.extractQueryParameters(request).getValue(name);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new HttpRefusal(ErrorCode.INVALID_ARGUMENT, "the query is not percent-encoded UTF-8");
    }
  }

  /** Refuses what is not announced as JSON, so that no form of a web page can be a call. */
  void requireJson() throws HttpRefusal {
    String type = header("Content-Type");
    String bare = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!bare.equals("application/json")) {
      throw new HttpRefusal(
          HttpRefusal.UNSUPPORTED_MEDIA_TYPE,
          ErrorCode.INVALID_ARGUMENT,
          "Content-Type must be application/json");
    }
  }

  /** The body as JSON. */
  @Nullable Object json() throws HttpRefusal, IOException {
    requireJson();
    return shared.bodies().read(request, this::disconnect, Exchange::parsed);
  }

  /** The body as a JSON object; an empty one counts as {@code {}}. */
  JsonObject object() throws HttpRefusal, IOException {
    requireJson();
    return shared.bodies().read(request, this::disconnect, Exchange::parsedObject);
  }

  private static JsonObject parsedObject(byte[] body) throws HttpRefusal {
    if (body.length == 0) {
      return JsonObject.EMPTY;
    }
    if (parsed(body) instanceof JsonObject object) {
      return object;
    }
    throw new HttpRefusal(ErrorCode.INVALID_ARGUMENT, "the body must be a JSON object");
  }

  private static @Nullable Object parsed(byte[] body) throws HttpRefusal {
    try {
      return Json.parse(body);
    } catch (JsonException e) {
      throw new HttpRefusal(ErrorCode.INVALID_ARGUMENT, "the body is " + e.getMessage());
    }
  }

  /**
   * Whether the other side has ended the connection. Only to be asked when the body has been read.
   */
  boolean isGone() {
    var buffer = BufferUtil.allocate(1);
    try {
      int count = endPoint().fill(buffer);
      if (count > 0) {
        // The begin of a next request, which this connection can't serve any more.
        header("Connection", "close");
        endsConnection = response.isCommitted();
      }
      return count < 0;
    } catch (IOException e) {
      return true;
    }
  }

  private EndPoint endPoint() {
    return request.getConnectionMetaData().getConnection().getEndPoint();
  }

  /** Ends the connection under the request: whoever reads or writes here fails. */
  void disconnect() {
    endPoint().close();
  }

  void header(String name, String value) {
    response.getHeaders().put(name, value);
  }

  /** Answers with how a call ended. */
  void reply(Outcome outcome, boolean surely) throws IOException {
    ErrorCode code = outcome.code();
    if (!outcome.retryAfter().isZero()) {
      header(
          "Retry-After",
          Long.toString(Math.max(1, outcome.retryAfter().plusMillis(999).toSeconds())));
    }
    reply(code == null ? 200 : code.httpStatus(), outcome.json(), surely);
  }

  void reply(HttpRefusal refusal) throws IOException {
    var failure = new MeshException(refusal.code(), String.valueOf(refusal.getMessage()));
    reply(refusal.status(), Outcome.of(failure).json());
  }

  void reply(int status, String json) throws IOException {
    reply(status, json, false);
  }

  /**
   * A first write to a client that has gone can succeed, because only then the system learns that
   * it has; a second one fails. {@code surely} makes two of the one.
   */
  void reply(int status, String json, boolean surely) throws IOException {
    response.setStatus(status);
    header("Content-Type", "application/json");
    write(!surely, json);
    if (surely) {
      write(true, "");
    }
  }

  /** Answers without a body. */
  void reply(int status) throws IOException {
    response.setStatus(status);
    write(true, "");
  }

  /** Begins an answer of server-sent events. */
  SseStream stream() throws IOException {
    response.setStatus(200);
    header("Content-Type", "text/event-stream");
    header("X-Accel-Buffering", "no");
    var stream = new SseStream(this);
    stream.comment("open");
    return stream;
  }

  boolean isCommitted() {
    return response.isCommitted();
  }

  void write(boolean last, String text) throws IOException {
    Content.Sink.write(response, last, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    if (last && endsConnection) {
      disconnect();
    }
  }
}
