package io.slmmesh.broker.peers;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.event.MeshEvent.PeerDescribed;
import io.slmmesh.api.event.MeshEvent.PeerJoined;
import io.slmmesh.api.event.MeshEvent.PeerLeft;
import io.slmmesh.api.operation.Call;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.api.peer.DescribeSelf;
import io.slmmesh.api.peer.ListPeers;
import io.slmmesh.api.peer.Peer;
import io.slmmesh.api.peer.PeerList;
import io.slmmesh.api.peer.PeerStatus;
import io.slmmesh.api.peer.Scope;
import io.slmmesh.api.peer.SummaryReceipt;
import io.slmmesh.broker.clock.MeshClock;
import io.slmmesh.broker.peers.PeerTable.PeerRow;
import io.slmmesh.broker.store.Sql;
import io.slmmesh.broker.store.Store;
import io.slmmesh.broker.store.Tx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agents of this machine. */
public final class Peers {
  /** Done in the transaction in which an agent leaves. */
  @FunctionalInterface
  public interface LeaveRule {
    void left(Tx tx, String id);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Peers.class);

  private final Store store;
  private final Presence presence;
  private final Names names = new Names();
  private final List<LeaveRule> leaveRules = new CopyOnWriteArrayList<>();

  public Peers(Store store, MeshClock clock, Duration staleAfter, Duration goneAfter) {
    this.store = store;
    this.presence = new Presence(clock, staleAfter, goneAfter);
  }

  public void onLeave(LeaveRule rule) {
    leaveRules.add(rule);
  }

  /**
   * After a start: agents that were present are expected back {@code within} this time and keep
   * what they hold until then.
   */
  public void expectBack(Duration within) {
    store.read(PeerTable::present).forEach(peer -> presence.expect(peer.id(), within));
  }

  /**
   * Lets an agent join, or come back as itself, over one more connection. Each success must be
   * followed by one {@link #disconnected}.
   */
  public Caller join(Arrival arrival) {
    var connected = new AtomicReference<@Nullable String>();
    try {
      return store.write(tx -> {
        Caller caller = join(tx, arrival);
        presence.connected(caller.id());
        connected.set(caller.id());
        return caller;
      });
    } catch (RuntimeException e) {
      Optional.ofNullable(connected.get())
          .ifPresent(id -> presence.disconnected(id, Duration.ZERO));
      throw e;
    }
  }

  private Caller join(Tx tx, Arrival arrival) {
    var checkout = GitCheckout.around(arrival.directory());
    String directory = arrival.directory().toString();
    String repository = checkout.map(git -> git.repository().toString()).orElse(null);
    PeerRow known = PeerTable.byKey(tx.sql(), arrival.key()).orElse(null);
    boolean resumes = known != null && known.present();
    var peer =
        new PeerRow(
            known == null ? tx.newId() : known.id(),
            known == null ? names.next(name -> PeerTable.nameTaken(tx.sql(), name)) : known.name(),
            arrival.client(),
            arrival.pid(),
            directory,
            repository,
            known == null ? null : known.summary(),
            true,
            resumes ? Objects.requireNonNull(known).startedAt() : tx.now(),
            tx.now());
    if (known == null) {
      PeerTable.insert(tx.sql(), peer);
      PeerTable.addKey(tx.sql(), arrival.key(), peer.id());
    } else {
      PeerTable.update(tx.sql(), peer);
    }
    if (!resumes) {
      tx.publish(new PeerJoined(peer.id(), peer.name(), peer.client(), directory), peer.id());
    }
    return new Caller(peer.id(), peer.name(), peer.client(), directory, repository);
  }

  /**
   * The agent {@code id} is also known by {@code key}, unless that key belongs to somebody already;
   * tells whether it is its own now.
   */
  public boolean alsoKnownAs(String id, String key) {
    return store.write(tx -> {
      if (PeerTable.byKey(tx.sql(), key).isPresent()) {
        return false;
      }
      PeerTable.addKey(tx.sql(), key, id);
      return true;
    });
  }

  /**
   * One connection of the agent has ended. If it was the last and the agent is not expected back
   * {@code within} some time, the agent leaves.
   */
  public void disconnected(String id, Duration within, String why) {
    presence.disconnected(id, within);
    leaveIfGone(id, why);
  }

  /** A sign of life. An agent that had to leave because it was silent is back with it. */
  public void heard(String id) {
    if (presence.heard(id)) {
      try {
        comeBack(id);
      } catch (MeshException e) {
        LOG.warn("{} cannot come back yet: {}", id, e.getMessage());
        presence.left(id);
      }
    }
  }

  private void comeBack(String id) {
    store.write(tx -> {
      PeerRow peer = PeerTable.byId(tx.sql(), id).orElseThrow();
      if (!peer.present()) {
        PeerTable.comeBack(tx.sql(), id, tx.now());
        tx.publish(new PeerJoined(id, peer.name(), peer.client(), peer.directory()), id);
      }
      return id;
    });
  }

  /** The broker itself stood still for {@code gap}, so it could not hear anybody. */
  public void forgive(Duration gap) {
    presence.forgive(gap);
  }

  /** Lets those leave who have been silent for too long or did not come back. */
  public void sweep() {
    for (String id : presence.gone()) {
      leaveIfGone(
          id,
          presence.status(id) == PeerStatus.STALE
              ? "its session stopped responding"
              : "it did not come back");
    }
  }

  /** Where that cannot be recorded now, as on a full disk, the next {@link #sweep} does it. */
  private void leaveIfGone(String id, String why) {
    if (!presence.isGone(id)) {
      return;
    }
    try {
      store.write(tx -> leave(tx, id, why));
    } catch (MeshException e) {
      LOG.warn("{} cannot leave yet: {}", id, e.getMessage());
    }
  }

  private String leave(Tx tx, String id, String why) {
    // Asked again here, on the writer thread: the agent may have come back over another
    // connection meanwhile.
    if (presence.isGone(id) && PeerTable.leave(tx.sql(), id, tx.now())) {
      leaveRules.forEach(rule -> rule.left(tx, id));
      tx.publish(new PeerLeft(id, nameOf(tx.sql(), id), why), id);
      tx.afterCommit(() -> presence.left(id));
    }
    return id;
  }

  /** {@code mesh_peers}. */
  public PeerList list(Call call, ListPeers request) {
    return new PeerList(
        present(call.caller(), request.scope()).stream()
            .filter(peer -> request.includeSelf() || !peer.id().equals(call.caller().id()))
            .map(this::view)
            .toList());
  }

  /** {@code mesh_summary}. */
  public SummaryReceipt describe(Call call, DescribeSelf request) {
    return store.once(
        call.key(),
        SummaryReceipt.class,
        tx -> {
          PeerTable.describe(tx.sql(), call.caller().id(), request.summary());
          tx.publish(
              new PeerDescribed(call.caller().id(), call.caller().name()), call.caller().id());
          return new SummaryReceipt(call.caller().id(), call.caller().name(), request.summary());
        });
  }

  /** An agent that somebody named. */
  public record Named(String id, String name) {}

  /**
   * Finds an agent by name or id, present or away.
   *
   * @throws MeshException {@code NOT_FOUND}, with the names of those who are there
   */
  public Named find(Sql sql, String nameOrId) {
    return PeerTable.byNameOrId(sql, nameOrId.strip())
        .map(peer -> new Named(peer.id(), peer.name()))
        .orElseThrow(() ->
            new MeshException(
                ErrorCode.NOT_FOUND,
                "no agent is called \"" + shown(nameOrId) + "\"; " + whoIsThere(sql)));
  }

  /** The present agents of a scope, except the caller. */
  public List<Named> others(Sql sql, Caller caller, Scope scope) {
    return PeerTable.present(sql).stream()
        .filter(peer ->
            !peer.id().equals(caller.id())
                && scope.covers(caller, peer.directory(), peer.repository()))
        .map(peer -> new Named(peer.id(), peer.name()))
        .toList();
  }

  public PeerStatus status(String id) {
    return presence.status(id);
  }

  /** How the agent appears to others. */
  public Peer view(String id) {
    return view(store.read(sql -> PeerTable.byId(sql, id)).orElseThrow());
  }

  /** How many agents are present. */
  public long count(Sql sql) {
    return PeerTable.present(sql).size();
  }

  private List<PeerRow> present(Caller caller, Scope scope) {
    return store.read(PeerTable::present).stream()
        .filter(peer -> scope.covers(caller, peer.directory(), peer.repository()))
        .toList();
  }

  private Peer view(PeerRow peer) {
    Instant lastHeard = presence.lastHeard(peer.id()).orElse(peer.lastSeenAt());
    return new Peer(
        peer.id(),
        peer.name(),
        peer.client(),
        peer.pid(),
        peer.directory(),
        peer.repository() == null ? null : GitCheckout.rootOf(peer.repository()),
        GitCheckout.branchAt(Path.of(peer.directory())),
        peer.summary(),
        presence.status(peer.id()),
        peer.startedAt(),
        lastHeard);
  }

  private static String nameOf(Sql sql, String id) {
    return PeerTable.byId(sql, id).map(PeerRow::name).orElse(id);
  }

  private static String shown(String nameOrId) {
    return nameOrId.length() > 40 ? nameOrId.substring(0, 40) + "…" : nameOrId;
  }

  private static String whoIsThere(Sql sql) {
    List<PeerRow> present = PeerTable.present(sql);
    if (present.isEmpty()) {
      return "nobody is connected";
    }
    String names =
        present.stream()
            .limit(10)
            .map(peer -> peer.name() + " (" + peer.client() + ")")
            .collect(Collectors.joining(", "));
    return "connected: "
        + names
        + (present.size() > 10 ? " and " + (present.size() - 10) + " more" : "");
  }
}
