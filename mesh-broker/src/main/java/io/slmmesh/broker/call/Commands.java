package io.slmmesh.broker.call;

import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.hook.AnswerHook;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.json.Records;
import io.slmmesh.api.link.Hello;
import io.slmmesh.api.operation.Allowance;
import io.slmmesh.api.operation.Call;
import io.slmmesh.api.operation.CallKey;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.api.operation.Operation;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.api.operation.Receipts;
import io.slmmesh.broker.hook.HookCallers;
import io.slmmesh.broker.ops.Dispatcher;
import io.slmmesh.broker.peers.Guests;
import io.slmmesh.broker.peers.Peers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The operations as commands call them: {@code {"operation": …, "as": …, "input": {…}}}. */
public final class Commands {
  private static final Map<String, Operation<?, ?>> BY_NAME =
      Stream.of(Operations.ALL, Operations.CONTROL, List.of(Operations.HOOK))
          .<Operation<?, ?>>flatMap(operations -> operations.stream())
          .collect(Collectors.toUnmodifiableMap(Operation::name, Function.identity()));

  private final Dispatcher dispatcher;
  private final Peers peers;
  private final Guests guests;
  private final HookCallers hookCallers;
  private final Duration grace;

  /** What a line says of itself: its number, how long it has waited, up to where all is done. */
  record Origin(long number, Duration waited, long done, Receipts receipts) {
    @Nullable CallKey key(String session) {
      return session.isEmpty() ? null : new CallKey(session, number, done);
    }
  }

  /**
   * @param grace how long an agent that hangs on a connection is expected back when it was this
   *     broker that ended it
   */
  public Commands(
      Dispatcher dispatcher, Peers peers, Guests guests, HookCallers hookCallers, Duration grace) {
    this.dispatcher = dispatcher;
    this.peers = peers;
    this.guests = guests;
    this.hookCallers = hookCallers;
    this.grace = grace;
  }

  Visitor visitor(Hello hello) {
    return new Visitor(hello, peers, guests, hookCallers, grace);
  }

  private static Caller caller(Visitor visitor, Operation<?, ?> operation, JsonObject request) {
    return operation.equals(Operations.HOOK)
        ? visitor.hooked(Records.decode(AnswerHook.class, request.object("input")))
        : visitor.caller(request.get("as"));
  }

  /**
   * Runs one command.
   *
   * @throws MeshException with a message that may be shown
   */
  Record run(Visitor visitor, JsonObject request, Origin origin) throws InterruptedException {
    Operation<?, ?> operation =
        BY_NAME.get(Objects.requireNonNullElse(request.text("operation"), ""));
    if (operation == null) {
      throw MeshException.invalid(
          "operation", "must be one of " + BY_NAME.keySet().stream().sorted().toList());
    }
    var call =
        new Call(
            caller(visitor, operation, request),
            Allowance.SESSION,
            origin.key(visitor.session()),
            origin.waited(),
            origin.receipts());
    return dispatcher.dispatch(operation, call, request.object("input"));
  }
}
