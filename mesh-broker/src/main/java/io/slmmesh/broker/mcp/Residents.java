package io.slmmesh.broker.mcp;

import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.link.Hello;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.broker.peers.Arrival;
import io.slmmesh.broker.peers.Peers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The agents that live on one connection: usually one, several when the client serves its
 * conversations through one process. An agent joins with its first tool call or when the connection
 * has lasted; a connection that only looks around leaves no trace.
 */
final class Residents implements Audience {
  /** Who is told of each agent that lives here from now on. */
  @FunctionalInterface
  interface Newcomers {
    void movedIn(String client, String key, Caller agent);
  }

  private final Peers peers;
  private final Hello hello;
  private final Consumer<Memo> remember;
  private final Newcomers movedIn;
  private final Map<String, Caller> byKey = new LinkedHashMap<>();
  private Memo memo;
  private String client;

  /**
   * The agent that joined by time and not by a call, until it is known which conversation it is.
   */
  private @Nullable Caller unclaimed;

  private boolean resumed;

  /**
   * @param remember told what a new broker would have to know
   */
  Residents(Peers peers, Hello hello, Consumer<Memo> remember, Newcomers movedIn) {
    this.peers = peers;
    this.hello = hello;
    this.remember = remember;
    this.movedIn = movedIn;
    this.memo = Memo.decode(hello.memo());
    this.client = ClientType.of(memo.clientName(), hello.environment());
  }

  /**
   * Lets those join again that had joined before the last broker ended. What refuses them now, such
   * as a full disk, may let them in when they are heard next.
   */
  synchronized void resume() {
    if (!resumed) {
      memo.keys().forEach(key -> byKey.computeIfAbsent(key, this::rejoin));
      resumed = true;
    }
  }

  private Caller rejoin(String key) {
    Caller back = peers.join(arrival(key, JsonObject.EMPTY).resuming());
    movedIn.movedIn(client, key, back);
    return back;
  }

  @Override
  public synchronized void introduced(@Nullable String clientName, boolean initialized) {
    boolean known = memo.initialized() || initialized;
    if (known != memo.initialized()
        || (clientName != null && !clientName.equals(memo.clientName()))) {
      memo = new Memo(known, clientName == null ? memo.clientName() : clientName, memo.keys());
      client = ClientType.of(memo.clientName(), hello.environment());
      remember.accept(memo);
    }
  }

  @Override
  public synchronized boolean initialized() {
    return memo.initialized();
  }

  synchronized boolean isIntroduced() {
    return memo.clientName() != null;
  }

  /**
   * The agent that makes a call.
   *
   * @throws MeshException it cannot join now
   */
  @Override
  public synchronized Caller caller(JsonObject meta) {
    resume();
    String connectionKey = connectionKey();
    String key = AgentKey.ofCall(client, meta).orElse(connectionKey);
    Caller known = byKey.get(key);
    if (known == null) {
      known = claim(key, meta).orElseGet(() -> join(key, meta));
      settle(key, known);
    }
    if (unclaimed != null && unclaimed.id().equals(known.id())) {
      unclaimed = null;
    }
    return known;
  }

  /** The connection has lasted: its agent joins without a call. */
  synchronized void lasted() {
    if (byKey.isEmpty()) {
      unclaimed = join(connectionKey(), JsonObject.EMPTY);
      settle(connectionKey(), unclaimed);
    }
  }

  /**
   * The first conversation becomes the agent that joined by time, unless that conversation is an
   * agent already: then the other one goes.
   */
  private Optional<Caller> claim(String key, JsonObject meta) {
    Caller waiting = unclaimed;
    if (waiting == null) {
      return Optional.empty();
    }
    unclaimed = null;
    if (peers.alsoKnownAs(waiting.id(), key)) {
      return Optional.of(Directory.named(meta).isEmpty() ? waiting : moved(waiting, key, meta));
    }
    byKey.remove(connectionKey());
    peers.disconnected(waiting.id(), Duration.ZERO, "it turned out to be another agent");
    return Optional.empty();
  }

  /** Only now it is known where the agent works. The connection still counts once. */
  private Caller moved(Caller waiting, String key, JsonObject meta) {
    Caller there = join(key, meta);
    byKey.put(connectionKey(), there);
    peers.disconnected(waiting.id(), Duration.ZERO, "it moved");
    return there;
  }

  private void settle(String key, Caller caller) {
    byKey.put(key, caller);
    movedIn.movedIn(client, key, caller);
    memo = new Memo(memo.initialized(), memo.clientName(), List.copyOf(byKey.keySet()));
    remember.accept(memo);
  }

  private Caller join(String key, JsonObject meta) {
    Arrival arrival = arrival(key, meta);
    if (AgentKey.isNameless(client, key)) {
      peers.recognise(arrival);
    }
    return peers.join(arrival);
  }

  private Arrival arrival(String key, JsonObject meta) {
    return Arrival.connected(key, client, hello.pid(), Directory.of(meta, hello.cwd()));
  }

  private String connectionKey() {
    return AgentKey.ofConnection(client, hello.environment(), hello.session());
  }

  synchronized boolean has(String peerId) {
    return byKey.values().stream().anyMatch(caller -> caller.id().equals(peerId));
  }

  synchronized void heard() {
    byKey.values().forEach(caller -> peers.heard(caller.id()));
  }

  /**
   * The connection has ended; its agents are expected back {@code within} some time. Returns who
   * lived here.
   */
  synchronized List<String> moveOut(Duration within, String why) {
    List<String> ids = byKey.values().stream().map(Caller::id).distinct().toList();
    ids.forEach(id -> peers.disconnected(id, within, why));
    byKey.clear();
    return ids;
  }
}
