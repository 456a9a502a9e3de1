package io.slmmesh.broker.events;

import io.slmmesh.api.event.EventPage;
import io.slmmesh.api.event.EventType;
import io.slmmesh.api.event.FollowEvents;
import io.slmmesh.api.event.LoggedEvent;
import io.slmmesh.api.operation.Call;
import io.slmmesh.broker.bus.EventBus;
import io.slmmesh.broker.bus.Subscription;
import io.slmmesh.broker.clock.MeshClock;
import io.slmmesh.broker.events.SubscriptionTable.Interest;
import io.slmmesh.broker.store.Sql;
import io.slmmesh.broker.store.Store;
import io.slmmesh.broker.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** {@code mesh_events}: the log, and durable subscriptions to parts of it. */
public final class Events {
  private static final int MOST_COUNTED = 100;

  private final Store store;
  private final EventBus bus;
  private final MeshClock clock;
  private final ReadAhead readAhead = new ReadAhead();

  /** Who has a subscription, as the last commit left it: every answer of every agent asks. */
  private final Set<String> subscribers = ConcurrentHashMap.newKeySet();

  public Events(Store store, EventBus bus, MeshClock clock) {
    this.store = store;
    this.bus = bus;
    this.clock = clock;
    subscribers.addAll(store.read(SubscriptionTable::subscribers));
  }

  public EventPage follow(Call call, FollowEvents request) throws InterruptedException {
    return switch (request.action()) {
      case READ -> read(call, request);
      case SUBSCRIBE -> store.once(call.key(), EventPage.class, tx -> subscribe(tx, call, request));
      case UNSUBSCRIBE ->
          store.once(call.key(), EventPage.class, tx -> unsubscribe(tx, call, request));
    };
  }

  private EventPage subscribe(Tx tx, Call call, FollowEvents request) {
    String me = call.agent().id();
    Optional<Interest> before = SubscriptionTable.of(tx.sql(), me);
    Set<EventType> types = EnumSet.noneOf(EventType.class);
    before.ifPresent(interest -> types.addAll(interest.types()));
    types.addAll(request.types().isEmpty() ? EnumSet.allOf(EventType.class) : request.types());
    long cursor = before.map(Interest::cursor).orElseGet(() -> EventTable.last(tx.sql()));
    SubscriptionTable.put(tx.sql(), me, new Interest(types, cursor));
    tx.afterCommit(() -> subscribers.add(me));
    return new EventPage(List.of(), cursor, false, List.copyOf(types), null);
  }

  private EventPage unsubscribe(Tx tx, Call call, FollowEvents request) {
    String me = call.agent().id();
    Set<EventType> types = EnumSet.noneOf(EventType.class);
    Optional<Interest> before = SubscriptionTable.of(tx.sql(), me);
    before.ifPresent(interest -> types.addAll(interest.types()));
    types.removeAll(request.types().isEmpty() ? EnumSet.allOf(EventType.class) : request.types());
    if (types.isEmpty()) {
      SubscriptionTable.remove(tx.sql(), me);
      tx.afterCommit(() -> subscribers.remove(me));
    } else {
      SubscriptionTable.put(
          tx.sql(), me, new Interest(types, before.map(Interest::cursor).orElse(0L)));
    }
    return new EventPage(List.of(), EventTable.last(tx.sql()), false, List.copyOf(types), null);
  }

  /** What a read looks for: after {@code seq}, or the newest if that is negative. */
  private record Query(
      long seq, Set<EventType> types, Set<EventType> subscribed, boolean continues, int limit) {}

  private EventPage read(Call call, FollowEvents request) throws InterruptedException {
    Query query = store.read(sql -> query(sql, call, request));
    EventPage page = store.read(sql -> page(sql, query));
    Duration wait = call.remaining(request.waitSeconds());
    if (page.events().isEmpty() && !wait.isZero()) {
      page = await(query, wait);
    }
    if (query.continues() && !page.events().isEmpty()) {
      String me = call.caller().id();
      call.checkStillWanted();
      readAhead.to(me, page.lastSeq());
      call.receipts()
          .add(new EventReceipt(me, page.lastSeq()).encode(), () -> readAhead.forget(me));
    }
    return page;
  }

  /**
   * An explicit place wins; without one a subscriber continues, with its own types or those asked
   * for; all others see the newest.
   */
  private Query query(Sql sql, Call call, FollowEvents request) {
    Optional<Interest> interest = SubscriptionTable.of(sql, call.caller().id());
    Set<EventType> subscribed = interest.map(Interest::types).orElse(Set.of());
    Set<EventType> asked = Set.copyOf(request.types());
    int limit = request.limit();
    Long since = request.sinceSeq();
    Instant time = request.sinceTime();
    if (since != null || time != null) {
      long seq = time == null ? Objects.requireNonNull(since) : EventTable.lastBefore(sql, time);
      return new Query(seq, asked, subscribed, false, limit);
    }
    if (interest.isPresent() && asked.isEmpty()) {
      long cursor = Math.max(interest.get().cursor(), readAhead.of(call.caller().id()));
      return new Query(cursor, subscribed, subscribed, true, limit);
    }
    boolean waits = request.waitSeconds() > 0;
    return new Query(waits ? EventTable.last(sql) : -1, asked, subscribed, false, limit);
  }

  private EventPage await(Query query, Duration wait) throws InterruptedException {
    try (Subscription arrivals =
        bus.subscribe(event ->
            event.seq() > query.seq()
                && (query.types().isEmpty() || query.types().contains(event.event().type())))) {
      long deadline = clock.ticksIn(wait);
      EventPage page;
      do {
        page = store.read(sql -> page(sql, query));
      } while (page.events().isEmpty() && arrivals.await(clock.until(deadline)));
      return page;
    }
  }

  private static EventPage page(Sql sql, Query query) {
    List<LoggedEvent> found =
        query.seq() < 0
            ? EventTable.newest(sql, query.types(), query.limit())
            : EventTable.after(sql, query.seq(), query.types(), query.limit() + 1);
    boolean more = found.size() > query.limit();
    List<LoggedEvent> events = more ? found.subList(0, query.limit()) : found;
    long first = EventTable.first(sql);
    Long compactedBefore = query.seq() >= 0 && query.seq() + 1 < first ? first : null;
    long last = events.isEmpty() ? Math.max(query.seq(), 0) : events.getLast().seq();
    return new EventPage(events, last, more, List.copyOf(query.subscribed()), compactedBefore);
  }

  /** The answer that carried the events was written to the agent. */
  public void written(EventReceipt receipt) {
    store.write(tx -> {
      SubscriptionTable.advance(tx.sql(), receipt.peerId(), receipt.seq());
      return receipt;
    });
  }

  /** A connection of the agent has ended; what was on its way over it is new again. */
  public void connectionEnded(String peerId) {
    readAhead.forget(peerId);
  }

  /**
   * How many events of the agent's subscription it has not been handed, without those it caused
   * itself; at most 100.
   */
  public int pending(String peerId) {
    return subscribers.contains(peerId) ? pendingOfSubscriber(peerId) : 0;
  }

  private int pendingOfSubscriber(String peerId) {
    return store.read(sql ->
        SubscriptionTable.of(sql, peerId)
            .map(i ->
                EventTable.countAfter(
                    sql,
                    Math.max(i.cursor(), readAhead.of(peerId)),
                    i.types(),
                    peerId,
                    MOST_COUNTED))
            .orElse(0));
  }

  public long count(Sql sql) {
    long first = EventTable.first(sql);
    return first == 0 ? 0 : EventTable.last(sql) - first + 1;
  }

  /** Shortens the log. Its numbers stay, so a reader can tell that something is missing. */
  public void forgetBefore(Instant time) {
    store.write(tx -> {
      EventTable.forgetBefore(tx.sql(), time);
      return time;
    });
  }
}
