package io.slmmesh.broker.http;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Allowance;
import io.slmmesh.api.operation.Call;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.api.operation.Operation;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.api.operation.Receipts;
import io.slmmesh.broker.ops.Dispatcher;
import io.slmmesh.broker.ops.Outcome;
import io.slmmesh.broker.peers.Guests;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One operation of the table over HTTP: its input is the body, and the body says as whom. */
final class OperationRoute implements Route {
  private static final String DIRECTORY = "projectPath";

  private final Operation<?, ?> operation;
  private final Dispatcher dispatcher;
  private final Guests guests;
  private final Written written;
  private final boolean takesDirectory;

  OperationRoute(Operation<?, ?> operation, Dispatcher dispatcher, Guests guests, Written written) {
    this.operation = operation;
    this.dispatcher = dispatcher;
    this.guests = guests;
    this.written = written;
    this.takesDirectory =
        Arrays.stream(operation.input().getRecordComponents())
            .anyMatch(component -> component.getName().equals(DIRECTORY));
  }

  @Override
  public void serve(Exchange exchange, Principal principal)
      throws IOException, HttpRefusal, InterruptedException {
    JsonObject body = exchange.method().equals("GET") ? JsonObject.EMPTY : exchange.object();
    var receipts = new Receipts();
    Caller caller = null;
    Outcome outcome;
    try {
      Map<String, @Nullable Object> input = translated(body);
      caller = identified(principal, input);
      var call = new Call(caller, allowance(), null, Duration.ZERO, receipts);
      outcome = Outcome.of(dispatch(exchange, call, JsonObject.of(input)));
    } catch (MeshException e) {
      outcome = Outcome.of(e);
    }
    Set<String> agents = caller == null ? Set.of() : Set.of(caller.id());
    written.after(exchange, agents, receipts, reply(exchange, outcome));
  }

  private Record dispatch(Exchange exchange, Call call, JsonObject input)
      throws InterruptedException {
    if (!(input.get("waitSeconds") instanceof Long seconds) || seconds <= 0) {
      return dispatcher.dispatch(operation, call, input);
    }
    try (var _ = new ClientWatch(exchange)) {
      return dispatcher.dispatch(operation, call, input);
    }
  }

  private static Written.Reply reply(Exchange exchange, Outcome outcome) {
    return surely -> exchange.reply(outcome, surely);
  }

  private Allowance allowance() {
    return operation.equals(Operations.HEARTBEAT) ? Allowance.FREE : Allowance.HTTP;
  }

  /** The body with our own names for its members. */
  private Map<String, @Nullable Object> translated(JsonObject body) {
    var input = new LinkedHashMap<String, @Nullable Object>();
    body.members()
        .forEach((name, value) -> {
          String own = operation.aliases().getOrDefault(name, name);
          if (own.equals(Operation.IGNORED)) {
            return;
          }
          if (input.containsKey(own)) {
            throw MeshException.invalid(name, "is another name of " + own + "; give one of them");
          }
          input.put(own, value);
        });
    return input;
  }

  /** A call as somebody who can't be acted as counts too: inventing names gives no more calls. */
  private Caller identified(Principal principal, Map<String, @Nullable Object> input) {
    try {
      return caller(principal, input);
    } catch (MeshException e) {
      Caller who =
          principal instanceof Principal.Guest guest ? guest.caller() : Guests.observer("");
      dispatcher.count(new Call(who, Allowance.HTTP, null, Duration.ZERO, new Receipts()));
      throw e;
    }
  }

  /** Takes out of the input what says who calls. */
  private Caller caller(Principal principal, Map<String, @Nullable Object> input) {
    String peer = text(operation.actor(), input.remove(operation.actor()));
    String directory = takesDirectory ? null : text(DIRECTORY, input.remove(DIRECTORY));
    return switch (principal) {
      case Principal.Guest guest -> only(guest.caller(), peer);
      case Principal.Owner _ -> peer == null ? observer(directory) : guests.ownersPeer(peer);
      case Principal.Stranger _ ->
          throw new MeshException(ErrorCode.UNAUTHORIZED, "a token is required");
    };
  }

  private static @Nullable String text(String member, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof String text && !text.isBlank() && text.length() <= 4096) {
      return text;
    }
    throw MeshException.invalid(member, "must be a text");
  }

  private Caller only(Caller guest, @Nullable String peer) {
    if (peer != null && !peer.equals(guest.id()) && !peer.equalsIgnoreCase(guest.name())) {
      throw new MeshException(
          ErrorCode.FORBIDDEN, "this peer token can act as " + guest.name() + " only");
    }
    return guest;
  }

  private static Caller observer(@Nullable String directory) {
    if (directory == null) {
      return Guests.observer("");
    }
    if (!directory.startsWith("/") || directory.indexOf('\0') >= 0) {
      throw MeshException.invalid(DIRECTORY, "must be an absolute path");
    }
    return Guests.observer(directory);
  }
}
