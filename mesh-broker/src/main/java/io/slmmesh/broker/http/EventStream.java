package io.slmmesh.broker.http;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.event.EventPage;
import io.slmmesh.api.event.LoggedEvent;
import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Allowance;
import io.slmmesh.api.operation.Call;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.api.operation.Receipts;
import io.slmmesh.broker.ops.Dispatcher;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /events/stream}: the log as server-sent events, for ever. The event id is the place in
 * the log; a reader that comes back with {@code Last-Event-ID} misses nothing and gets nothing
 * twice. Events are read from the log as fast as the reader takes them.
 */
final class EventStream implements Route {
  private static final int PAGE = 200;
  private static final int WAIT_SECONDS = 10;

  private final Dispatcher dispatcher;
  private final Guard guard;

  EventStream(Dispatcher dispatcher, Guard guard) {
    this.dispatcher = dispatcher;
    this.guard = guard;
  }

  @Override
  public void serve(Exchange exchange, Principal principal)
      throws IOException, HttpRefusal, InterruptedException {
    List<String> types = types(exchange.query("types"));
    String given = exchange.header("Last-Event-ID");
    Object since = since(given == null ? exchange.query("since") : given);
    EventPage page;
    try {
      page = read(types, since == null ? lastSeq() : since, 0);
    } catch (MeshException e) {
      throw new HttpRefusal(e.code(), String.valueOf(e.getMessage()));
    }
    SseStream stream = exchange.stream();
    if (page.compactedBefore() != null) {
      stream.event(
          null, "compacted", Json.text(JsonObject.of("compactedBefore", page.compactedBefore())));
    }
    follow(exchange, stream, types, page);
  }

  private void follow(Exchange exchange, SseStream stream, List<String> types, EventPage first)
      throws IOException, HttpRefusal, InterruptedException {
    EventPage page = first;
    while (true) {
      Principal _ = guard.admit(exchange); // a token that ended meanwhile gets nothing more
      for (LoggedEvent event : page.events()) {
        stream.event(Long.toString(event.seq()), Json.wireName(event.type()), Json.text(event));
      }
      if (page.events().isEmpty()) {
        stream.comment("nothing new");
      }
      page = read(types, page.lastSeq(), WAIT_SECONDS);
    }
  }

  private static List<String> types(@Nullable String given) {
    return given == null || given.isBlank()
        ? List.of()
        : Arrays.stream(given.split(",", -1)).map(String::strip).toList();
  }

  private static @Nullable Object since(@Nullable String given) throws HttpRefusal {
    if (given == null || given.isBlank()) {
      return null;
    }
    if (given.length() > 40) {
      throw new HttpRefusal(ErrorCode.INVALID_ARGUMENT, "since is too long");
    }
    return given.strip();
  }

  private long lastSeq() throws InterruptedException {
    EventPage newest = dispatch(JsonObject.of("action", "read", "limit", 1L));
    return newest.lastSeq();
  }

  private EventPage read(List<String> types, Object since, int waitSeconds)
      throws InterruptedException {
    return dispatch(
        JsonObject.of(
            "action",
            "read",
            "types",
            types,
            "since",
            since,
            "limit",
            (long) PAGE,
            "waitSeconds",
            (long) waitSeconds));
  }

  private EventPage dispatch(JsonObject input) throws InterruptedException {
    var call =
        new Call(Caller.observer("", null), Allowance.FREE, null, Duration.ZERO, new Receipts());
    return dispatcher.dispatch(Operations.EVENTS, call, input);
  }
}
