package io.slmmesh.broker.peers;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.operation.Call;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.api.peer.KeepAlive;
import io.slmmesh.api.peer.LeaveMesh;
import io.slmmesh.api.peer.Membership;
import io.slmmesh.api.peer.RegisterPeer;
import io.slmmesh.api.peer.Registration;
import io.slmmesh.broker.peers.PeerTable.PeerRow;
import io.slmmesh.broker.store.Sql;
import io.slmmesh.broker.store.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Agents without a session of their own: programs that register over HTTP and people's commands.
 * They belong to the machine's user, who may act as each of them; a peer token may act as one. An
 * agent with a session is never a guest, so nobody can act as it from here.
 */
public final class Guests {
  /** How long an agent that can't send heartbeats stays after its last call: as a lock can last. */
  static final Duration LONG_LEASE = Duration.ofMinutes(60);

  /** How long a session that is known by its hooks alone stays after the last of them. */
  static final Duration SESSION_LEASE = Duration.ofMinutes(10);

  private static final String BY_NAME = "name:";
  private static final String BY_CONVERSATION = "http:";
  private static final String BY_TOKEN = "token:";
  private static final int TOKEN_BYTES = 32;

  private final Store store;
  private final Peers peers;
  private final Duration lease;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param lease how long a registered program is there after its last call
   */
  public Guests(Store store, Peers peers, Duration lease) {
    this.store = store;
    this.peers = peers;
    this.lease = lease;
  }

  /**
   * {@code POST /register}: only for the user, not for one of the guests. A name that was
   * registered before is the same agent again; its old token ends.
   */
  public Registration register(Call call, RegisterPeer request) {
    if (call.caller().isAgent()) {
      throw new MeshException(
          ErrorCode.FORBIDDEN, "a peer token can't register agents; use the owner's token");
    }
    String token = newToken();
    String key = BY_TOKEN + digest(token);
    Caller caller =
        store.write(tx -> {
          Caller joined =
              peers.join(tx, request.isNamed() ? named(request) : unnamed(request, key));
          PeerTable.removeKeys(tx.sql(), joined.id(), BY_TOKEN);
          PeerTable.addKey(tx.sql(), key, joined.id());
          return joined;
        });
    peers.leased(caller.id(), lease);
    return new Registration(caller.id(), caller.name(), token, lease.toSeconds());
  }

  private Arrival named(RegisterPeer request) {
    return arrival(request, nameKey(request.name()), request.name());
  }

  private Arrival unnamed(RegisterPeer request, String key) {
    return arrival(request, key, null);
  }

  private Arrival arrival(RegisterPeer request, String key, @Nullable String name) {
    return Arrival.leased(
        key, request.agentType(), request.pid(), Path.of(request.projectPath()), name, lease);
  }

  /** {@code POST /heartbeat}: that the caller was found is the sign of life. */
  public Membership heartbeat(Call call, KeepAlive request) {
    return new Membership(call.agent().id(), call.agent().name());
  }

  /** {@code POST /unregister}. */
  public Membership unregister(Call call, LeaveMesh request) {
    leave(call.agent().id(), "it unregistered");
    return new Membership(call.agent().id(), call.agent().name());
  }

  private void leave(String id, String why) {
    store.write(tx -> {
      PeerTable.endLease(tx.sql(), id);
      return id;
    });
    peers.released(id, why);
  }

  /** The agent that a command is given as; joins if it is new. */
  public Caller command(String name, long pid, Path directory) {
    RegisterPeer.checkName(name);
    return peers.join(Arrival.leased(nameKey(name), "cli", pid, directory, name, LONG_LEASE));
  }

  /** The agent that a client names itself over HTTP; joins if it is new. */
  public Caller named(String name, String client, String directory) {
    RegisterPeer.checkName(name);
    return peers.join(
        Arrival.leased(nameKey(name), client, 0, Path.of(directory), name, LONG_LEASE));
  }

  /** The agent of a conversation or session over HTTP; joins if it is new. */
  public Caller conversation(String key, String client, String directory) {
    return peers.join(
        Arrival.leased(BY_CONVERSATION + key, client, 0, Path.of(directory), null, LONG_LEASE));
  }

  /**
   * The agent of a client's session, as the client's hooks name it. One that has a connection is
   * that agent; another joins if {@code mayJoin}, until it is silent for long.
   *
   * @param pid of the process that the client started for the hook; 0 if it is not known
   */
  public Optional<Caller> session(
      String client, String session, long pid, Path directory, boolean mayJoin) {
    String key = client + ":" + session;
    Optional<PeerRow> known =
        store.read(sql -> PeerTable.byKey(sql, key)).or(() -> kin(client, pid, key));
    if (known.filter(PeerRow::present).isPresent()) {
      return known.map(this::heard);
    }
    if (!mayJoin) {
      return Optional.empty();
    }
    Caller agent = peers.join(Arrival.leased(key, client, pid, directory, null, SESSION_LEASE));
    peers.hooked().add(agent.id(), Kinship.of(pid));
    return Optional.of(agent);
  }

  private Caller heard(PeerRow peer) {
    if (peer.lease() != null) {
      return present(peer);
    }
    peers.heard(peer.id());
    return caller(peer);
  }

  /** The agent in whose client's shell a process runs. */
  public Optional<Caller> kin(long pid) {
    return Kinship.of(pid).relative(store.read(PeerTable::present)).map(Guests::caller);
  }

  /** The agent whose bridge and whose hook were started by the same client process. */
  private Optional<PeerRow> kin(String client, long pid, String key) {
    Optional<PeerRow> kin =
        Kinship.of(pid)
            .relative(
                store.read(PeerTable::present).stream()
                    .filter(peer -> peer.client().equals(client) && peer.lease() == null)
                    .toList());
    return kin.filter(peer -> peers.alsoKnownAs(peer.id(), key));
  }

  public boolean knowsConversation(String key) {
    return store
        .read(sql -> PeerTable.byKey(sql, BY_CONVERSATION + key))
        .filter(peer -> peer.lease() != null)
        .isPresent();
  }

  /** The conversation is over for good: its agent leaves. */
  public void conversationEnded(String key) {
    store
        .read(sql -> PeerTable.byKey(sql, BY_CONVERSATION + key))
        .ifPresent(peer -> leave(peer.id(), "its session ended"));
  }

  /** The guest with this peer token. */
  public Optional<Caller> byToken(String token) {
    return store
        .read(sql -> PeerTable.byKey(sql, BY_TOKEN + digest(token)))
        .filter(peer -> peer.lease() != null)
        .map(this::present);
  }

  /**
   * The guest that the user acts as.
   *
   * @throws MeshException {@code NOT_FOUND} if there is none, {@code FORBIDDEN} if it is an agent
   *     with a session of its own
   */
  public Caller ownersPeer(String nameOrId) {
    PeerRow peer = store.read(sql -> guest(sql, nameOrId));
    return present(peer);
  }

  private PeerRow guest(Sql sql, String nameOrId) {
    String id = peers.find(sql, nameOrId).id();
    if (!PeerTable.hasKey(sql, id, BY_NAME) && !PeerTable.hasKey(sql, id, BY_TOKEN)) {
      throw new MeshException(
          ErrorCode.FORBIDDEN,
          "peer "
              + id
              + " has a session of its own; only that session can act as it. Register one of your own.");
    }
    return PeerTable.byId(sql, id)
        .filter(peer -> peer.lease() != null)
        .orElseThrow(() ->
            new MeshException(
                ErrorCode.NOT_FOUND, "peer " + id + " has left the mesh; register it again"));
  }

  private Caller present(PeerRow peer) {
    peers.leased(peer.id(), Objects.requireNonNull(peer.lease()));
    return caller(peer);
  }

  private static Caller caller(PeerRow peer) {
    return new Caller(peer.id(), peer.name(), peer.client(), peer.directory(), peer.repository());
  }

  /** The session of a client has ended: if it was here by its hooks alone, its agent leaves. */
  public void sessionEnded(Caller agent) {
    store
        .read(sql -> PeerTable.byId(sql, agent.id()))
        .filter(peer -> peer.lease() != null)
        .ifPresent(peer -> leave(peer.id(), "its session ended"));
  }

  /** Somebody who looks from {@code directory}; empty if none was named. */
  public static Caller observer(String directory) {
    if (directory.isEmpty()) {
      return Caller.observer("", null);
    }
    return Caller.observer(
        directory,
        GitCheckout.around(Path.of(directory))
            .map(git -> git.repository().toString())
            .orElse(null));
  }

  private static String nameKey(String name) {
    return BY_NAME + name.toLowerCase(Locale.ROOT);
  }

  private String newToken() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Only this is stored: who reads the database can't act as anybody. */
  private static String digest(String token) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
