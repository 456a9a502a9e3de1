package io.slmmesh.broker.http;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.hook.AnswerHook;
import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.json.Records;
import io.slmmesh.api.operation.Allowance;
import io.slmmesh.api.operation.Call;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.api.operation.Receipts;
import io.slmmesh.broker.hook.HookCallers;
import io.slmmesh.broker.ops.Dispatcher;
import io.slmmesh.broker.ops.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * {@code POST /hook/<client>/<event>}: a client's hook over HTTP. The body is what the client gives
 * to its hooks, and the answer's body is what it wants to read, with nothing around it.
 */
final class HookRoute implements Route {
  static final String PREFIX = "/hook/";

  private final Dispatcher dispatcher;
  private final HookCallers callers;
  private final Written written;

  HookRoute(Dispatcher dispatcher, HookCallers callers, Written written) {
    this.dispatcher = dispatcher;
    this.callers = callers;
    this.written = written;
  }

  @Override
  public void serve(Exchange exchange, Principal principal)
      throws IOException, HttpRefusal, InterruptedException {
    if (!(principal instanceof Principal.Owner)) {
      throw new HttpRefusal(
          ErrorCode.FORBIDDEN, "a peer token can't answer for sessions; use the owner's token");
    }
    List<String> names = List.of(exchange.path().substring(PREFIX.length()).split("/", -1));
    if (names.size() != 2) {
      throw new HttpRefusal(ErrorCode.NOT_FOUND, "the path must be /hook/<client>/<event>");
    }
    JsonObject input =
        JsonObject.of("client", names.get(0), "event", names.get(1), "payload", exchange.object());
    var receipts = new Receipts();
    try {
      Caller caller = callers.caller(Records.decode(AnswerHook.class, input), 0, "");
      var call = new Call(caller, Allowance.SESSION, null, Duration.ZERO, receipts);
      String answer = Json.text(dispatcher.dispatch(Operations.HOOK, call, input).answer());
      written.after(
          exchange, Set.of(caller.id()), receipts, surely -> exchange.reply(200, answer, surely));
    } catch (MeshException e) {
      exchange.reply(Outcome.of(e), false);
    }
  }
}
