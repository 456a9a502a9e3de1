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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code POST /hook/<client>/<event>}: a client's hook over HTTP. The body is what the client gives
 * to its hooks, and the answer's body is what it wants to read, with nothing around it. With {@code
 * ?process=<id>} it is a hook's command that asks, which hands the answer on: {@link HandedOn}.
 */
final class HookRoute implements Route {
  static final String PREFIX = "/hook/";

  private final Dispatcher dispatcher;
  private final HookCallers callers;
  private final Written written;
  private final HandedOn handedOn;

  HookRoute(Dispatcher dispatcher, HookCallers callers, Written written, HandedOn handedOn) {
    this.dispatcher = dispatcher;
    this.callers = callers;
    this.written = written;
    this.handedOn = handedOn;
  }

  static void requireOwner(Principal principal) throws HttpRefusal {
    if (!(principal instanceof Principal.Owner)) {
      throw new HttpRefusal(
          ErrorCode.FORBIDDEN, "a peer token can't answer for sessions; use the owner's token");
    }
  }

  @Override
  public void serve(Exchange exchange, Principal principal)
      throws IOException, HttpRefusal, InterruptedException {
    requireOwner(principal);
    List<String> names = List.of(exchange.path().substring(PREFIX.length()).split("/", -1));
    if (names.size() != 2) {
      throw new HttpRefusal(ErrorCode.NOT_FOUND, "the path must be /hook/<client>/<event>");
    }
    Optional<ProcessHandle> command = command(exchange);
    JsonObject input =
        JsonObject.of("client", names.get(0), "event", names.get(1), "payload", exchange.object());
    var receipts = new Receipts();
    try {
      AnswerHook hook = Records.decode(AnswerHook.class, input);
      long client = command.flatMap(ProcessHandle::parent).map(ProcessHandle::pid).orElse(0L);
      Caller caller = callers.caller(hook, client, command.map(HookRoute::directory).orElse(""));
      var call = new Call(caller, Allowance.SESSION, null, Duration.ZERO, receipts);
      String answer = Json.text(dispatcher.dispatch(Operations.HOOK, call, input).answer());
      if (command.isPresent()) {
        handedOn.reply(exchange, caller.id(), receipts, answer);
        return;
      }
      written.after(
          exchange, Set.of(caller.id()), receipts, surely -> exchange.reply(200, answer, surely));
    } catch (MeshException e) {
      exchange.reply(Outcome.of(e), false);
    }
  }

  /** The process that asks for a client; empty if it is the client itself. */
  private static Optional<ProcessHandle> command(Exchange exchange) throws HttpRefusal {
    String id = exchange.query("process");
    if (id == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          ProcessHandle.of(Long.parseLong(id)).orElseThrow(NumberFormatException::new));
    } catch (NumberFormatException e) {
      throw new HttpRefusal(ErrorCode.INVALID_ARGUMENT, "process must be the id of a process");
    }
  }

  /** Where the system tells it; empty elsewhere. */
  private static String directory(ProcessHandle process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", "" + process.pid(), "cwd")).toString();
    } catch (IOException elsewhere) {
      return "";
    }
  }
}
