package io.slmmesh.bench.micro;

import io.slmmesh.api.control.BrokerStopping;
import io.slmmesh.api.control.TokenRotated;
import io.slmmesh.api.operation.Call;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.broker.bus.EventBus;
import io.slmmesh.broker.clock.MeshClock;
import io.slmmesh.broker.events.Events;
import io.slmmesh.broker.guard.Guard;
import io.slmmesh.broker.guard.Modes;
import io.slmmesh.broker.hook.Hooks;
import io.slmmesh.broker.locks.Locks;
import io.slmmesh.broker.mcp.Catalog;
import io.slmmesh.broker.mcp.Tool;
import io.slmmesh.broker.mcp.Tools;
import io.slmmesh.broker.messages.Messages;
import io.slmmesh.broker.ops.Bindings;
import io.slmmesh.broker.ops.Dispatcher;
import io.slmmesh.broker.ops.Notices;
import io.slmmesh.broker.ops.RateLimiter;
import io.slmmesh.broker.peers.Arrival;
import io.slmmesh.broker.peers.Guests;
import io.slmmesh.broker.peers.Peers;
import io.slmmesh.broker.reach.Ways;
import io.slmmesh.broker.state.SharedState;
import io.slmmesh.broker.status.Status;
import io.slmmesh.broker.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The tools of a broker over a real database, wired as the broker wires them, without its doors and
 * threads.
 */
final class Mesh implements AutoCloseable {
  private static final Duration STALE = Duration.ofSeconds(30);
  private static final Duration GONE = Duration.ofSeconds(60);
  private static final int UNREACHED_RATE = 100_000_000;

  private final Place place = Place.make();
  private final MeshClock clock = MeshClock.system();
  private final EventBus bus = new EventBus();
  private final Ways ways = new Ways();
  private final Store store =
      Store.open(place.path().resolve("mesh.db"), true, clock, Mesh::report);
  private final Peers peers = new Peers(store, clock, STALE, GONE);
  private final Guests guests = new Guests(store, peers, GONE);
  private final Messages messages = new Messages(store, peers, bus, clock, ways::reach);
  private final SharedState state = new SharedState(store);
  private final Locks locks = new Locks(store, clock);
  private final Events events = new Events(store, bus, clock);
  private final Catalog catalog;

  Mesh() {
    store.onCommit(bus::publish);
    var limiter = new RateLimiter(clock, UNREACHED_RATE, Duration.ofSeconds(10));
    var dispatcher = new Dispatcher(bindings(), limiter, limiter);
    catalog = Catalog.of(new Tools(dispatcher, new Notices(messages::unread, events::pending)));
  }

  private static void report(RuntimeException failure) {
    System.err.println("the database failed: " + failure);
  }

  private Bindings bindings() {
    var features = new Status.Features(peers, messages, state, locks, events);
    var status = new Status(store, features, clock, () -> null, () -> null);
    // No configuration of this machine's user decides what is measured.
    var guard = new Guard(store, locks, peers, Modes.of(Map.of()), clock);
    var hooks = new Hooks(guard, locks, messages, peers, guests, ways);
    return new Bindings.Builder()
        .bind(Operations.PEERS, peers::list)
        .bind(Operations.SUMMARY, peers::describe)
        .bind(Operations.SEND, messages::send)
        .bind(Operations.INBOX, messages::inbox)
        .bind(Operations.STATE, state::share)
        .bind(Operations.LOCK, locks::lock)
        .bind(Operations.EVENTS, events::follow)
        .bind(Operations.STATUS, status::report)
        .bind(Operations.REGISTER, guests::register)
        .bind(Operations.HEARTBEAT, guests::heartbeat)
        .bind(Operations.UNREGISTER, guests::unregister)
        .bind(Operations.HOOK, hooks::answer)
        .bind(Operations.STOP, (call, stop) -> notHere(BrokerStopping.class, call))
        .bind(Operations.ROTATE_TOKEN, (call, rotate) -> notHere(TokenRotated.class, call))
        .build();
  }

  private static <T> T notHere(Class<T> type, Call call) {
    throw new UnsupportedOperationException(type + " for " + call.caller().name());
  }

  /** An agent that works in the directory of the database. */
  Caller join(String session) {
    return peers.join(Arrival.connected(session, "claude-code", 1, place.path()));
  }

  Tool tool(String name) {
    return Stream.concat(catalog.tools().stream(), catalog.unlisted().stream())
        .filter(tool -> tool.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() throws IOException {
    store.close();
    place.close();
  }
}
