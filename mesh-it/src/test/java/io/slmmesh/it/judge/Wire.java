package io.slmmesh.it.judge;

import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.core.publisher.Mono;

/**
 * The SDK's stdio transport in a mesh's environment. The SDK can't cancel a request, so this knows
 * the ids of those it sent.
 */
final class Wire extends StdioClientTransport {
  private final ProcessBuilder bridge;
  private final Queue<JSONRPCRequest> requests = new ConcurrentLinkedQueue<>();

  Wire(ProcessBuilder bridge) {
    super(
        ServerParameters.builder(bridge.command().getFirst())
            .args(bridge.command().subList(1, bridge.command().size()))
            .env(bridge.environment())
            .build(),
        McpJsonDefaults.getMapper());
    this.bridge = bridge;
  }

  @Override
  protected ProcessBuilder getProcessBuilder() {
    return bridge;
  }

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message) {
    if (message instanceof JSONRPCRequest request) {
      requests.add(request);
    }
    return super.sendMessage(message);
  }

  /** Whether the request with these parameters has been sent. */
  boolean hasSent(Object params) {
    return requests.stream().anyMatch(request -> request.params() == params);
  }

  /** Cancels the request with these parameters, as a client does. */
  void cancel(Object params) {
    Object id =
        requests.stream().filter(request -> request.params() == params).findFirst().get().id();
    sendMessage(new JSONRPCNotification("notifications/cancelled", Map.of("requestId", id)))
        .block();
  }
}
