package io.slmmesh.broker.mcp;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.broker.peers.Guests;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who speaks MCP over HTTP: the program that a peer token names; else, under the owner's token, the
 * conversation or agent that a call names in its {@code _meta}; else the session; else an observer.
 * Never an agent that has a session of its own over stdio.
 */
public final class HttpAudience implements Audience {
  /** The member of {@code _meta} by which a client names the agent that it speaks for. */
  static final String AGENT = "slm-mesh/agent";

  private final Guests guests;
  private final @Nullable Caller guest;
  private final @Nullable String session;
  private final Set<String> acted = ConcurrentHashMap.newKeySet();
  private volatile @Nullable String clientName;
  private volatile boolean initialized;

  /**
   * @param guest whom the credential names; {@code null} for the machine's user
   * @param session id of the session; {@code null} if the request belongs to none
   */
  HttpAudience(Guests guests, @Nullable Caller guest, @Nullable String session) {
    this.guests = guests;
    this.guest = guest;
    this.session = session;
  }

  @Override
  public void introduced(@Nullable String name, boolean handshake) {
    if (name != null) {
      clientName = name;
    }
    initialized |= handshake;
  }

  @Override
  public boolean initialized() {
    return initialized;
  }

  @Override
  public Caller caller(JsonObject meta) {
    Caller caller = find(meta);
    acted.add(caller.id());
    return caller;
  }

  private Caller find(JsonObject meta) {
    if (guest != null) {
      return guest;
    }
    String client = ClientType.of(clientName, Map.of());
    String named = meta.text(AGENT);
    if (named != null) {
      return guests.named(named, client, Directory.named(meta));
    }
    Optional<String> conversation = AgentKey.ofCall(client, meta);
    String key = conversation.orElse(session == null ? null : "session:" + session);
    return key == null
        ? Guests.observer(Directory.named(meta))
        : guests.conversation(key, client, Directory.named(meta));
  }

  /** As whom this audience has acted. */
  public Set<String> acted() {
    return Set.copyOf(acted);
  }
}
