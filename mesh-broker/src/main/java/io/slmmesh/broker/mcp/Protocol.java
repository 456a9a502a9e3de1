package io.slmmesh.broker.mcp;

import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Call;
import io.slmmesh.api.operation.CallKey;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.api.operation.Operation;
import io.slmmesh.api.operation.Receipts;
import io.slmmesh.broker.rpc.Replies;
import io.slmmesh.broker.rpc.RpcException;
import io.slmmesh.broker.rpc.RpcMessage.Request;
import java.time.Duration;

/** Answers the requests of one connection, each by the rules of its era. */
final class Protocol {
  private final Tools tools;
  private final Legacy legacy;
  private final Stateless stateless;
  private final Residents residents;

  Protocol(Tools tools, Residents residents) {
    this.tools = tools;
    this.legacy = new Legacy(tools);
    this.stateless = new Stateless(tools);
    this.residents = residents;
  }

  /**
   * Where a request came from.
   *
   * @param key makes its effect happen once
   * @param waited how long the agent has waited already
   * @param receipts what becomes true once the answer was written
   */
  record Origin(CallKey key, Duration waited, Receipts receipts) {}

  /**
   * The whole answer to a request, a result or an error.
   *
   * @throws InterruptedException when a wait was cancelled: then there is no answer
   */
  JsonObject answer(Request request, Origin origin) throws InterruptedException {
    try {
      boolean isStateless = Stateless.claims(request);
      admit(request, isStateless);
      if (request.method().equals("tools/call")) {
        JsonObject result = call(request.params(), origin);
        return Replies.result(request.id(), isStateless ? Stateless.complete(result) : result);
      }
      return Replies.result(
          request.id(), isStateless ? stateless.answer(request) : legacy.answer(request));
    } catch (RpcException e) {
      return Replies.error(request.id(), e);
    }
  }

  /** Checks that the request keeps the rules of its era, and learns from it who the client is. */
  void admit(Request request, boolean isStateless) throws RpcException {
    if (isStateless) {
      Stateless.check(request);
      residents.introduced(Stateless.clientName(request.params()), false);
    } else if (request.method().equals("initialize")) {
      residents.introduced(request.params().object("clientInfo").text("name"), true);
    } else if (!residents.initialized() && !request.method().equals("ping")) {
      throw new RpcException(
          RpcException.INVALID_PARAMS,
          "send initialize first, or put io.modelcontextprotocol/protocolVersion into params._meta");
    }
  }

  private JsonObject call(JsonObject params, Origin origin)
      throws RpcException, InterruptedException {
    Operation<?, ?> operation = Tools.named(params);
    try {
      Caller caller = residents.caller(params.object("_meta"));
      var call = new Call(caller, origin.key(), origin.waited(), origin.receipts());
      return tools.call(operation, call, params);
    } catch (MeshException e) {
      return Tools.refused(e);
    }
  }
}
