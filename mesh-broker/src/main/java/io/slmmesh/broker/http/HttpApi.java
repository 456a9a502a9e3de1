package io.slmmesh.broker.http;

import io.slmmesh.api.link.RuntimeDir;
import io.slmmesh.api.operation.Operation;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.broker.clock.MeshClock;
import io.slmmesh.broker.hook.HookCallers;
import io.slmmesh.broker.life.Clockwork;
import io.slmmesh.broker.life.IdleShutdown;
import io.slmmesh.broker.mcp.HttpProtocol;
import io.slmmesh.broker.ops.Acknowledgements;
import io.slmmesh.broker.ops.Dispatcher;
import io.slmmesh.broker.peers.Guests;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What the HTTP face needs of the broker, and the paths that come of it.
 *
 * @param answerLost told an agent whose answer could not be written
 */
public record HttpApi(
    Dispatcher dispatcher,
    Guests guests,
    HookCallers hookCallers,
    Acknowledgements acknowledgements,
    Consumer<String> answerLost,
    HttpProtocol mcp,
    MeshClock clock,
    Clockwork clockwork,
    IdleShutdown idle) {

  /** The face on {@code port} and the Unix socket of {@code dir}; not open yet. */
  public HttpFace face(RuntimeDir dir, OwnerToken token, int port) {
    var guard = new Guard(token, guests);
    return new HttpFace(
        dir,
        token,
        port,
        clockwork,
        tcpPort -> new FrontDoor(guard, routes(guard), clockwork, idle, tcpPort));
  }

  private Routes routes(Guard guard) {
    var written = new Written(acknowledgements, answerLost);
    var handedOn = new HandedOn(acknowledgements, clockwork);
    var hooks = new HookRoute(dispatcher, hookCallers, written, handedOn);
    var mcpRoute = new McpRoute(mcp, new McpSessions(mcp, clock), written);
    var routes =
        new Routes()
            .on("POST", McpRoute.PATH, mcpRoute::post)
            .on("DELETE", McpRoute.PATH, mcpRoute::delete)
            .on("GET", Routes.HEALTH, new Health())
            .under("POST", HookRoute.PREFIX, hooks)
            .on("POST", HandedOn.PATH, handedOn)
            .on("GET", "/events/stream", new EventStream(dispatcher, guard))
            .on("GET", "/openapi.json", new OpenApi(operations()));
    for (Operation<?, ?> operation : operations()) {
      var route = new OperationRoute(operation, dispatcher, guests, written);
      routes.on("POST", operation.route(), route);
      if (operation.equals(Operations.STATUS)) {
        routes.on("GET", operation.route(), route);
      }
    }
    return routes;
  }

  private static List<Operation<?, ?>> operations() {
    return Stream.of(Operations.ALL, Operations.MEMBERSHIP)
        .<Operation<?, ?>>flatMap(List::stream)
        .toList();
  }
}
