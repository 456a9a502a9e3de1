package io.slmmesh.broker.http;

import io.slmmesh.api.operation.Caller;
import io.slmmesh.broker.clock.MeshClock;
import io.slmmesh.broker.mcp.HttpAudience;
import io.slmmesh.broker.mcp.HttpProtocol;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The MCP sessions of the older versions over HTTP. A session belongs to the credential that opened
 * it. One whose agent had joined is found again after a restart of the broker.
 */
final class McpSessions {
  private static final Duration IDLE = Duration.ofMinutes(60);
  private static final int MOST = 1000;
  private static final int ID_BYTES = 16;

  private final HttpProtocol protocol;
  private final MeshClock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();

  McpSessions(HttpProtocol protocol, MeshClock clock) {
    this.protocol = protocol;
    this.clock = clock;
  }

  /** A session and the requests under way in it. */
  static final class Session {
    private final String id;
    private final @Nullable String owner;
    private final HttpAudience audience;
    private final Map<Object, McpReply> underWay = new ConcurrentHashMap<>();
    private volatile long usedAt;

    private Session(String id, @Nullable String owner, HttpAudience audience) {
      this.id = id;
      this.owner = owner;
      this.audience = audience;
    }

    String id() {
      return id;
    }

    HttpAudience audience() {
      return audience;
    }

    /** The request {@code id} is being answered. */
    void begins(Object id, McpReply reply) {
      underWay.put(id, reply);
    }

    void ends(Object id) {
      underWay.remove(id);
    }

    /** Cancels a request that is under way; does nothing if it is not, or not any more. */
    void cancel(@Nullable Object id) {
      McpReply reply = id == null ? null : underWay.get(id);
      if (reply != null) {
        reply.cancel();
      }
    }
  }

  Session open(Principal principal) {
    forgetIdle();
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return add(HexFormat.of().formatHex(bytes), principal);
  }

  private Session add(String id, Principal principal) {
    Caller guest = guestOf(principal);
    var session = new Session(id, guest == null ? null : guest.id(), protocol.session(guest, id));
    session.usedAt = clock.ticks();
    sessions.put(id, session);
    return session;
  }

  /** The session {@code id}, if it was opened with this credential. */
  Optional<Session> find(String id, Principal principal) {
    Session session = sessions.get(id);
    if (session == null && protocol.isKnown(id)) {
      session = add(id, principal);
      session.audience().introduced(null, true);
    }
    Caller guest = guestOf(principal);
    String owner = guest == null ? null : guest.id();
    if (session == null || !Objects.equals(session.owner, owner)) {
      return Optional.empty();
    }
    session.usedAt = clock.ticks();
    return Optional.of(session);
  }

  void close(Session session) {
    sessions.remove(session.id());
    session.underWay.values().forEach(McpReply::cancel);
    protocol.ended(session.id());
  }

  static @Nullable Caller guestOf(Principal principal) {
    return principal instanceof Principal.Guest guest ? guest.caller() : null;
  }

  private void forgetIdle() {
    long now = clock.ticks();
    sessions
        .values()
        .removeIf(session -> session.underWay.isEmpty() && now - session.usedAt > IDLE.toNanos());
    while (sessions.size() >= MOST) {
      sessions.values().stream()
          .min((one, other) -> Long.compare(one.usedAt - now, other.usedAt - now))
          .ifPresent(oldest -> sessions.remove(oldest.id()));
    }
  }
}
