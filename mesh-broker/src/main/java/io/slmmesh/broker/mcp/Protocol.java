package io.slmmesh.broker.mcp;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.broker.mcp.ToolCall.Origin;
import io.slmmesh.broker.rpc.Replies;
import io.slmmesh.broker.rpc.RpcException;
import io.slmmesh.broker.rpc.RpcMessage.Request;

/** Answers the requests of one audience, each by the rules of its era. */
final class Protocol {
  private final Catalog catalog;
  private final Legacy legacy;
  private final Stateless stateless;
  private final Audience audience;

  Protocol(Catalog catalog, Audience audience) {
    this.catalog = catalog;
    this.legacy = new Legacy(catalog);
    this.stateless = new Stateless(catalog);
    this.audience = audience;
  }

  /**
   * The whole answer to a request, a result or an error.
   *
   * @throws InterruptedException when a wait was cancelled: then there is no answer
   */
  JsonObject answer(Request request, Origin origin) throws InterruptedException {
    try {
      boolean isStateless = Stateless.claims(request);
      admit(request, isStateless);
      return Replies.result(request.id(), result(request, origin, isStateless));
    } catch (RpcException e) {
      return Replies.error(request.id(), e);
    }
  }

  private JsonObject result(Request request, Origin origin, boolean isStateless)
      throws RpcException, InterruptedException {
    return switch (request.method()) {
      case "tools/call" -> complete(call(request.params(), origin), isStateless);
      case "prompts/get" -> complete(catalog.prompt(request.params()), isStateless);
      default -> isStateless ? stateless.answer(request) : legacy.answer(request);
    };
  }

  private static JsonObject complete(JsonObject result, boolean isStateless) {
    return isStateless ? Stateless.complete(result) : result;
  }

  /** Checks that the request keeps the rules of its era, and learns from it who the client is. */
  void admit(Request request, boolean isStateless) throws RpcException {
    if (isStateless) {
      Stateless.check(request);
      audience.introduced(Stateless.clientName(request.params()), false);
    } else if (request.method().equals("initialize")) {
      audience.introduced(request.params().object("clientInfo").text("name"), true);
    } else if (!audience.initialized() && !request.method().equals("ping")) {
      throw new RpcException(
          RpcException.INVALID_PARAMS,
          "send initialize first, or put io.modelcontextprotocol/protocolVersion into params._meta");
    }
  }

  private JsonObject call(JsonObject params, Origin origin)
      throws RpcException, InterruptedException {
    return catalog.tool(params).call(new ToolCall(params, audience, origin));
  }
}
