package io.slmmesh.broker;

import io.slmmesh.api.control.BrokerStopping;
import io.slmmesh.api.control.StopBroker;
import io.slmmesh.api.event.MeshEvent.FileLocked;
import io.slmmesh.api.event.Published;
import io.slmmesh.api.link.RuntimeDir;
import io.slmmesh.api.operation.Call;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.api.status.MeshStatus.LastStop;
import io.slmmesh.broker.bus.EventBus;
import io.slmmesh.broker.call.CallConnection;
import io.slmmesh.broker.call.Commands;
import io.slmmesh.broker.clock.MeshClock;
import io.slmmesh.broker.config.Setting;
import io.slmmesh.broker.config.Settings;
import io.slmmesh.broker.events.EventReceipt;
import io.slmmesh.broker.events.Events;
import io.slmmesh.broker.guard.Guard;
import io.slmmesh.broker.guard.Modes;
import io.slmmesh.broker.hook.HookCallers;
import io.slmmesh.broker.hook.Hooks;
import io.slmmesh.broker.http.HttpApi;
import io.slmmesh.broker.http.HttpFace;
import io.slmmesh.broker.http.OwnerToken;
import io.slmmesh.broker.life.Alarm;
import io.slmmesh.broker.life.Clockwork;
import io.slmmesh.broker.life.IdleShutdown;
import io.slmmesh.broker.life.RunRecord;
import io.slmmesh.broker.life.Standstill;
import io.slmmesh.broker.life.StopReason;
import io.slmmesh.broker.locks.Locks;
import io.slmmesh.broker.mcp.Catalog;
import io.slmmesh.broker.mcp.HttpProtocol;
import io.slmmesh.broker.mcp.McpConnection;
import io.slmmesh.broker.mcp.Surroundings;
import io.slmmesh.broker.mcp.Tools;
import io.slmmesh.broker.messages.MailReceipt;
import io.slmmesh.broker.messages.Messages;
import io.slmmesh.broker.messages.OfferReceipt;
import io.slmmesh.broker.ops.Acknowledgements;
import io.slmmesh.broker.ops.Bindings;
import io.slmmesh.broker.ops.Dispatcher;
import io.slmmesh.broker.ops.Notices;
import io.slmmesh.broker.ops.RateLimiter;
import io.slmmesh.broker.peers.Guests;
import io.slmmesh.broker.peers.Peers;
import io.slmmesh.broker.reach.Pusher;
import io.slmmesh.broker.reach.Ways;
import io.slmmesh.broker.state.SharedState;
import io.slmmesh.broker.status.Status;
import io.slmmesh.broker.store.Store;
import io.slmmesh.broker.store.StoreException;
import io.slmmesh.broker.uds.SocketFile;
import io.slmmesh.broker.uds.UdsFace;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running broker. Whoever makes one holds the instance lock of its directory. */
public final class Broker {
  private static final Logger LOG = LoggerFactory.getLogger(Broker.class);
  private static final Duration DRAIN = Duration.ofSeconds(2);
  private static final Duration SUCCESSOR_WITHIN = Duration.ofSeconds(5);
  private static final Duration RATE_WINDOW = Duration.ofSeconds(10);
  private static final Duration FORESEEN_AFTER = Duration.ofMillis(20);
  private static final Duration HTTP_AFTER = Duration.ofMillis(200);
  private static final Duration HOUSEKEEPING = Duration.ofHours(1);

  private final MeshClock clock;
  private final Settings settings;
  private final Clockwork clockwork = new Clockwork();
  private final CompletableFuture<Stop> stop = new CompletableFuture<>();
  private final Store store;
  private final EventBus bus = new EventBus();
  private final Peers peers;
  private final Guests guests;
  private final HookCallers hookCallers;
  private final OwnerToken token;
  private final Ways ways = new Ways();
  private final Messages messages;
  private final Pusher pusher;
  private final Locks locks;
  private final Alarm lockAlarm;
  private final Events events;
  private final Acknowledgements acknowledgements;
  private final IdleShutdown idle;
  private final Catalog catalog;
  private final UdsFace uds;
  private final HttpFace http;

  /** Programs can come back only over HTTP: before that is open nobody's absence means anything. */
  private volatile boolean allCanComeBack;

  private record Stop(StopReason reason, @Nullable Duration successorWithin) {}

  private Broker(RuntimeDir dir, Settings settings, MeshClock clock, UnaryOperator<Catalog> offers)
      throws IOException {
    this.clock = clock;
    this.settings = settings;
    store = Store.open(dir.database(), settings.number(Setting.FSYNC) == 1, clock, this::fail);
    peers = new Peers(store, clock, settings.millis(Setting.STALE), settings.millis(Setting.GONE));
    guests = new Guests(store, peers, settings.millis(Setting.GONE));
    hookCallers = new HookCallers(guests);
    token = new OwnerToken(dir.token());
    messages = new Messages(store, peers, bus, clock, ways::reach);
    pusher = new Pusher(ways, messages, clockwork);
    locks = new Locks(store, clock);
    lockAlarm = new Alarm(clockwork, this::endExpiredLocks);
    events = new Events(store, bus, clock);
    acknowledgements = acknowledgements();
    idle = new IdleShutdown(clock, settings.millis(Setting.IDLE), clockwork, this::stopIdle);
    Dispatcher dispatcher = dispatcher();
    var tools = new Tools(dispatcher, new Notices(messages::unread, events::pending));
    catalog = offers.apply(Catalog.of(tools));
    uds = udsFace(dir, dispatcher);
    http = httpFace(dir, dispatcher);
  }

  /**
   * Opens everything and begins to serve.
   *
   * @param offers what MCP clients are offered, made from what the mesh offers
   */
  static Broker start(
      RuntimeDir dir, Settings settings, MeshClock clock, UnaryOperator<Catalog> offers)
      throws IOException {
    var broker = new Broker(dir, settings, clock, offers);
    broker.begin();
    return broker;
  }

  private Dispatcher dispatcher() {
    var state = new SharedState(store);
    var features = new Status.Features(peers, messages, state, locks, events);
    Optional<String> lastRun = store.remembered(RunRecord.KEY);
    var status = new Status(store, features, clock, () -> lastStop(lastRun), this::httpPort);
    Bindings bindings =
        new Bindings.Builder()
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
            .bind(Operations.HOOK, hooks()::answer)
            .bind(Operations.STOP, this::stopOnCommand)
            .bind(Operations.ROTATE_TOKEN, token::rotate)
            .build();
    return new Dispatcher(bindings, limiter(Setting.RATE), limiter(Setting.HTTP_RATE));
  }

  private Hooks hooks() {
    var guard = new Guard(store, locks, peers, Modes.of(System.getenv()), clock);
    return new Hooks(guard, locks, messages, peers, guests, ways);
  }

  private RateLimiter limiter(Setting calls) {
    var limiter = new RateLimiter(clock, (int) settings.number(calls), RATE_WINDOW);
    Runnable _ = clockwork.every(HOUSEKEEPING, limiter::forgetRested);
    return limiter;
  }

  private HttpFace httpFace(RuntimeDir dir, Dispatcher dispatcher) {
    var api =
        new HttpApi(
            dispatcher,
            guests,
            hookCallers,
            acknowledgements,
            this::connectionEnded,
            new HttpProtocol(catalog, guests, clockwork),
            clock,
            clockwork,
            idle);
    return api.face(dir, token, (int) settings.number(Setting.PORT));
  }

  private UdsFace udsFace(RuntimeDir dir, Dispatcher dispatcher) throws IOException {
    var surroundings =
        new Surroundings(
            catalog,
            peers,
            pusher,
            acknowledgements,
            clockwork,
            clock,
            settings.millis(Setting.JOIN),
            settings.millis(Setting.GRACE),
            this::connectionEnded);
    var commands =
        new Commands(dispatcher, peers, guests, hookCallers, settings.millis(Setting.GRACE));
    var faces =
        new UdsFace.Faces(
            (channel, hello) -> new McpConnection(channel, hello, surroundings),
            (channel, hello) ->
                new CallConnection(
                    channel, hello, commands, acknowledgements, this::connectionEnded));
    var lifecycle =
        new UdsFace.Lifecycle(
            settings.millis(Setting.HEARTBEAT),
            clockwork,
            reason -> stop.complete(new Stop(reason, SUCCESSOR_WITHIN)));
    return new UdsFace(SocketFile.listen(dir.socket()), dir, faces, clock, idle, lifecycle);
  }

  private @Nullable Integer httpPort() {
    return http.port();
  }

  private void connectionEnded(String peerId) {
    messages.connectionEnded(peerId);
    events.connectionEnded(peerId);
  }

  private BrokerStopping stopOnCommand(Call call, StopBroker request) {
    stop(StopReason.COMMAND);
    return new BrokerStopping(ProcessHandle.current().pid());
  }

  /** Damage is why the last broker ended, or what it would have ended of. */
  private @Nullable LastStop lastStop(Optional<String> lastRun) {
    return store
        .damage()
        .map(damage -> new LastStop(damage.report(), null))
        .orElseGet(() -> RunRecord.lastStop(lastRun));
  }

  private Acknowledgements acknowledgements() {
    return new Acknowledgements(
        Map.of(
            MailReceipt.KIND, fields -> messages.written(MailReceipt.decode(fields)),
            EventReceipt.KIND, fields -> events.written(EventReceipt.decode(fields)),
            OfferReceipt.KIND, fields -> pusher.taken(OfferReceipt.decode(fields)),
            OfferReceipt.REFUSED, fields -> pusher.refused(OfferReceipt.decode(fields))));
  }

  private void begin() {
    peers.onLeave(locks::holderLeft);
    peers.onLeave((tx, id) -> tx.afterCommit(() -> ways.left(id)));
    peers.expectBack(settings.millis(Setting.GRACE));
    store.onCommit(bus::publish);
    store.onCommit(this::watchLocks);
    store.onCommit(pusher::committed);
    uds.start();
    // Whoever made this broker start waits for the line above; the rest comes after it.
    Runnable _ = clockwork.in(FORESEEN_AFTER, catalog::foresee);
    Runnable _ =
        clockwork.in(
            HTTP_AFTER, () -> Thread.ofPlatform().name("http-start").start(this::openHttp));
    watchSilence();
    clockwork.every(HOUSEKEEPING, this::keepHouse);
    setLockAlarm();
    store.remember(RunRecord.KEY, RunRecord.running());
    store.damage().ifPresent(damage -> LOG.error(damage.report()));
    LOG.info("serving as process {}", ProcessHandle.current().pid());
  }

  private void openHttp() {
    try {
      http.start();
    } finally {
      Duration grace = settings.millis(Setting.GRACE);
      peers.expectForAnother(grace);
      allCanComeBack = true;
      clockwork.in(grace.plusMillis(1), peers::sweep);
    }
  }

  private void watchSilence() {
    Duration often = settings.millis(Setting.HEARTBEAT).dividedBy(3);
    var standstill = new Standstill(clock, often);
    clockwork.every(
        often,
        () -> {
          peers.forgive(standstill.sinceLastLook());
          if (allCanComeBack) {
            peers.sweep();
          }
        });
  }

  private void watchLocks(List<Published> published) {
    if (published.stream().anyMatch(event -> event.event() instanceof FileLocked)) {
      setLockAlarm();
    }
  }

  private void setLockAlarm() {
    lockAlarm.set(() -> locks.nextExpiry().map(left -> left.plusMillis(1)));
  }

  private void endExpiredLocks() {
    locks.endExpired();
    setLockAlarm();
  }

  private void keepHouse() {
    Instant oldest =
        Instant.ofEpochMilli(clock.millis())
            .minus(Duration.ofDays(settings.number(Setting.RETENTION)));
    messages.forgetReadBefore(oldest);
    events.forgetBefore(oldest);
    store.forgetOldCalls();
  }

  /** Nobody waits for anything now, and most brokers do not live for an hour. */
  private void stopIdle() {
    try {
      keepHouse();
    } finally {
      stop(StopReason.idle(settings.millis(Setting.IDLE).toSeconds()));
    }
  }

  private void fail(StoreException failure) {
    LOG.error("the database failed", failure);
    stop(failure.kind() == StoreException.Kind.DAMAGED ? StopReason.DAMAGED : StopReason.UNSYNCED);
  }

  /** Asks the broker to stop; the first reason counts. */
  void stop(StopReason reason) {
    stop.complete(new Stop(reason, null));
  }

  /**
   * Waits until somebody asks the broker to stop, then lets it finish what it is doing and closes
   * everything.
   */
  StopReason awaitStop() {
    Stop asked = stop.join();
    LOG.info("stopping: {}", asked.reason().text());
    clockwork.close();
    http.stop();
    uds.stop(DRAIN, asked.successorWithin());
    leaveRecord(asked.reason());
    store.close();
    LOG.info("stopped: {}", asked.reason().text());
    return asked.reason();
  }

  private void leaveRecord(StopReason reason) {
    try {
      store.remember(
          RunRecord.KEY, RunRecord.stopped(reason, Instant.ofEpochMilli(clock.millis())));
    } catch (RuntimeException e) {
      LOG.warn("could not record why the broker stopped", e);
    }
  }
}
