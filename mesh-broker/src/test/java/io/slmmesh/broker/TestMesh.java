package io.slmmesh.broker;

import io.slmmesh.api.event.MeshEvent;
import io.slmmesh.api.event.Published;
import io.slmmesh.api.operation.Allowance;
import io.slmmesh.api.operation.Call;
import io.slmmesh.api.operation.CallKey;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.api.operation.Receipts;
import io.slmmesh.api.peer.Peer;
import io.slmmesh.broker.bus.EventBus;
import io.slmmesh.broker.clock.FakeClock;
import io.slmmesh.broker.events.EventReceipt;
import io.slmmesh.broker.events.Events;
import io.slmmesh.broker.locks.Locks;
import io.slmmesh.broker.messages.MailReceipt;
import io.slmmesh.broker.messages.Messages;
import io.slmmesh.broker.ops.Acknowledgements;
import io.slmmesh.broker.peers.Arrival;
import io.slmmesh.broker.peers.Peers;
import io.slmmesh.broker.reach.Ways;
import io.slmmesh.broker.state.SharedState;
import io.slmmesh.broker.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The features of a broker over a real database, wired as {@link Broker} wires them, with a clock
 * that the test moves and without threads of its own.
 */
public final class TestMesh implements AutoCloseable {
  public static final Duration STALE = Duration.ofSeconds(30);
  public static final Duration GONE = Duration.ofSeconds(60);
  public static final Duration GRACE = Duration.ofSeconds(10);

  private final Path directory;
  private final FakeClock clock = new FakeClock();
  private final List<Published> published = new CopyOnWriteArrayList<>();
  private final Ways ways = new Ways();
  private Store store;
  private Peers peers;
  private Messages messages;
  private SharedState state;
  private Locks locks;
  private Events events;

  public TestMesh(Path directory) {
    this.directory = directory;
    open();
  }

  private void open() {
    // Not synced: nobody pulls the plug here, and the tests are many.
    store = Store.open(directory.resolve("mesh.db"), false, clock, failure -> {});
    var bus = new EventBus();
    peers = new Peers(store, clock, STALE, GONE);
    messages = new Messages(store, peers, bus, clock, ways::reach);
    state = new SharedState(store);
    locks = new Locks(store, clock);
    events = new Events(store, bus, clock);
    peers.onLeave(locks::holderLeft);
    peers.expectBack(GRACE);
    store.onCommit(bus::publish);
    store.onCommit(published::addAll);
  }

  /** This broker ends, its agents do not leave, and the next one begins {@code later}. */
  public void restart(Duration later) {
    store.close();
    clock.pass(later);
    open();
  }

  @Override
  public void close() {
    store.close();
  }

  /** The agent of a session joins, working in {@code directory}. */
  public Caller join(String session, Path directory) {
    return peers.join(Arrival.connected(session, "test-client", 1, directory));
  }

  public Caller join(String session) {
    return join(session, directory);
  }

  /** How the agent appears to others. */
  public Peer view(String id) {
    return store.read(sql -> peers.view(sql, id));
  }

  /** The agent's session ends. */
  public void leave(Caller agent) {
    peers.disconnected(agent.id(), Duration.ZERO, "its session ended");
    messages.connectionEnded(agent.id());
    events.connectionEnded(agent.id());
  }

  /** A call that nobody repeats. */
  public static Call by(Caller agent) {
    return new Call(agent, Allowance.SESSION, null, Duration.ZERO, new Receipts());
  }

  /** A call of a session that may be sent again. */
  public static Call by(Caller agent, String session, long number) {
    return new Call(
        agent, Allowance.SESSION, new CallKey(session, number, 0), Duration.ZERO, new Receipts());
  }

  /** A call whose agent has waited for the answer for so long already. */
  public static Call by(Caller agent, Duration waited) {
    return new Call(agent, Allowance.SESSION, null, waited, new Receipts());
  }

  /** The answer of {@code call} was written to the agent. */
  public void written(Call call) {
    String token = call.receipts().token();
    if (!token.equals("-")) {
      new Acknowledgements(
              Map.of(
                  MailReceipt.KIND, fields -> messages.written(MailReceipt.decode(fields)),
                  EventReceipt.KIND, fields -> events.written(EventReceipt.decode(fields))))
          .take(token, call.caller().id()::equals);
    }
  }

  /** All events that were published since the test began, in order. */
  public List<Published> published() {
    return published;
  }

  /** The published events of one type, in order. */
  public <E extends MeshEvent> List<E> published(Class<E> type) {
    return published.stream()
        .map(Published::event)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  public Path directory() {
    return directory;
  }

  public FakeClock clock() {
    return clock;
  }

  public Store store() {
    return store;
  }

  public Peers peers() {
    return peers;
  }

  public Ways ways() {
    return ways;
  }

  public Messages messages() {
    return messages;
  }

  public SharedState state() {
    return state;
  }

  public Locks locks() {
    return locks;
  }

  public Events events() {
    return events;
  }
}
