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
import io.slmmesh.api.status.MeshStatus;
import io.slmmesh.broker.clock.MeshClock;
import io.slmmesh.broker.peers.PeerTable.PeerRow;
import io.slmmesh.broker.store.Sql;
import io.slmmesh.broker.store.Store;
import io.slmmesh.broker.store.Tx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
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
  private final MeshClock clock;
  private final Presence presence;
  private final Names names = new Names();
  private final HookedSessions hooked = new HookedSessions();
  private final List<LeaveRule> leaveRules = new CopyOnWriteArrayList<>();

  public Peers(Store store, MeshClock clock, Duration staleAfter, Duration goneAfter) {
    this.store = store;
    this.clock = clock;
    this.presence = new Presence(clock, staleAfter, goneAfter);
  }

  HookedSessions hooked() {
    return hooked;
  }

  public void onLeave(LeaveRule rule) {
    leaveRules.add(rule);
  }

  /**
   * After a start: agents that were present are expected back {@code within} this time and keep
   * what they hold until then.
   */
  public void expectBack(Duration within) {
    Instant now = Instant.ofEpochMilli(clock.millis());
    for (PeerRow peer : store.read(PeerTable::present)) {
      presence.expect(peer.id(), longer(within, leaseLeft(peer, now)));
    }
  }

  /** All who are not back yet are expected {@code within} this time from now, or longer. */
  public void expectForAnother(Duration within) {
    presence.expectForAnother(within);
  }

  private static Duration leaseLeft(PeerRow peer, Instant now) {
    Duration lease = peer.lease();
    if (lease == null) {
      return Duration.ZERO;
    }
    Instant lastSign = peer.lastSeenAt().plus(Presence.recordedEvery(lease));
    Duration left = Duration.between(now, lastSign.plus(lease));
    return left.compareTo(lease) > 0 ? lease : left; // the wall clock may have been set back
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
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
        if (arrival.lease() == null) {
          presence.connected(caller.id());
          connected.set(caller.id());
        } else {
          presence.leased(caller.id(), arrival.lease());
        }
        return caller;
      });
    } catch (RuntimeException e) {
      Optional.ofNullable(connected.get())
          .ifPresent(id -> presence.disconnected(id, Duration.ZERO));
      throw e;
    }
  }

  /**
   * The arrival is the agent that a hook of the same client process made known, if there is one:
   * then it is also known by the arrival's key.
   */
  public void recognise(Arrival arrival) {
    hooked
        .startedBySameProcess(arrival, store.read(PeerTable::present))
        .filter(agent -> alsoKnownAs(agent.id(), arrival.key()))
        .ifPresent(agent -> hooked.remove(agent.id()));
  }

  Caller join(Tx tx, Arrival arrival) {
    PeerRow known = PeerTable.byKey(tx.sql(), arrival.key()).orElse(null);
    Path place =
        known != null && arrival.resumes() ? Path.of(known.directory()) : arrival.directory();
    String directory = place.toString();
    var checkout = place.isAbsolute() ? GitCheckout.around(place) : Optional.<GitCheckout>empty();
    String repository = checkout.map(git -> git.repository().toString()).orElse(null);
    boolean resumes = known != null && known.present();
    var peer =
        new PeerRow(
            known == null ? tx.newId() : known.id(),
            known == null ? newName(tx.sql(), arrival.name()) : known.name(),
            arrival.client(),
            arrival.pid(),
            directory,
            repository,
            known == null ? null : known.summary(),
            true,
            resumes ? Objects.requireNonNull(known).startedAt() : tx.now(),
            tx.now(),
            arrival.lease());
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

  private String newName(Sql sql, @Nullable String wanted) {
    if (wanted == null) {
      return names.next(name -> PeerTable.nameTaken(sql, name));
    }
    if (PeerTable.nameTaken(sql, wanted)) {
      throw new MeshException(
          ErrorCode.CONFLICT,
          wanted + " already means an agent with a session of its own; choose another name");
    }
    return wanted;
  }

  /** A sign of life of an agent without a connection: it is there for {@code lease}. */
  void leased(String id, Duration lease) {
    switch (presence.leased(id, lease)) {
      case RETURN -> store.write(tx -> comeBack(tx, id));
      case DUE -> record(id);
      case KNOWN -> {}
    }
  }

  /** For the next broker, which has heard nobody: how long it must wait for the agent. */
  private void record(String id) {
    try {
      store.write(tx -> {
        PeerTable.seen(tx.sql(), id, tx.now());
        return id;
      });
    } catch (MeshException e) {
      LOG.warn("could not record that {} is there: {}", id, e.getMessage());
    }
  }

  /** The agent gives its lease back and leaves. */
  void released(String id, String why) {
    presence.released(id);
    leaveIfGone(id, why);
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
      comeBack(id);
    }
  }

  private void comeBack(String id) {
    try {
      store.write(tx -> comeBack(tx, id));
    } catch (MeshException e) {
      LOG.warn("{} cannot come back yet: {}", id, e.getMessage());
      presence.left(id);
    }
  }

  private static String comeBack(Tx tx, String id) {
    PeerRow peer = PeerTable.byId(tx.sql(), id).orElseThrow();
    PeerTable.seen(tx.sql(), id, tx.now());
    if (!peer.present()) {
      PeerTable.comeBack(tx.sql(), id, tx.now());
      tx.publish(new PeerJoined(id, peer.name(), peer.client(), peer.directory()), id);
    }
    return id;
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
    // Asked again here, in the writer's turn: the agent may have come back over another
    // connection meanwhile.
    if (presence.isGone(id) && PeerTable.leave(tx.sql(), id, tx.now())) {
      leaveRules.forEach(rule -> rule.left(tx, id));
      tx.publish(new PeerLeft(id, nameOf(tx.sql(), id), why), id);
      tx.afterCommit(() -> presence.left(id));
      hooked.remove(id);
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
          Caller me = call.agent();
          PeerTable.describe(tx.sql(), me.id(), request.summary());
          tx.publish(new PeerDescribed(me.id(), me.name()), me.id());
          return new SummaryReceipt(me.id(), me.name(), request.summary());
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
        .orElseThrow(() -> UnknownAgent.refusal(sql, nameOrId));
  }

  /** The present agents of a scope, except the caller. */
  public List<Named> others(Sql sql, Caller caller, Scope scope) {
    return others(
        PeerTable.present(sql),
        caller,
        peer -> scope.covers(caller, peer.directory(), peer.repository()));
  }

  private static List<Named> others(
      List<PeerRow> present, Caller caller, Predicate<PeerRow> which) {
    return present.stream()
        .filter(peer -> !peer.id().equals(caller.id()))
        .filter(which)
        .map(peer -> new Named(peer.id(), peer.name()))
        .toList();
  }

  /** The present agents, except the caller, that work in the same checkout. */
  public List<Named> inWorktree(Caller caller, Path worktree) {
    return others(
        store.read(PeerTable::present),
        caller,
        peer ->
            GitCheckout.around(Path.of(peer.directory()))
                .filter(checkout -> checkout.worktree().equals(worktree))
                .isPresent());
  }

  /** Who else works in the project of {@code caller}. */
  public List<Named> colleagues(Caller caller) {
    return store.read(sql -> others(sql, caller, Scope.REPO));
  }

  public PeerStatus status(String id) {
    return presence.status(id);
  }

  /** How the agent appears to others. */
  public Peer view(Sql sql, String id) {
    return view(PeerTable.byId(sql, id).orElseThrow());
  }

  /** How many agents are present. */
  public MeshStatus.Peers count(Sql sql) {
    List<PeerStatus> present =
        PeerTable.present(sql).stream().map(peer -> presence.status(peer.id())).toList();
    return new MeshStatus.Peers(
        Collections.frequency(present, PeerStatus.ACTIVE),
        Collections.frequency(present, PeerStatus.STALE),
        present.size());
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
}
