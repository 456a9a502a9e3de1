package io.slmmesh.it.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Image;
import io.slmmesh.it.mesh.Mesh;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One session: a client of the MCP Java SDK, and the bridge that its transport started. */
public final class JavaSdkAgent implements AutoCloseable {
  private final Witness witness = new Witness();
  private final BlockingQueue<ProgressNotification> progress = new LinkedBlockingQueue<>();
  private final Wire wire;
  private final McpSyncClient client;
  private final Map<String, Tool> tools;

  private JavaSdkAgent(Wire wire, String name) {
    this.wire = wire;
    this.client =
        McpClient.sync(wire)
            .clientInfo(Implementation.builder(name, "1.0").build())
            .requestTimeout(Duration.ofSeconds(60))
            .jsonSchemaValidator(witness)
            .enableCallToolSchemaCaching(true)
            .progressConsumer(progress::add)
            .build();
    client.initialize();
    this.tools =
        client.listTools().tools().stream()
            .collect(Collectors.toMap(Tool::name, Function.identity()));
  }

  /** Starts a session and shakes hands. */
  public static JavaSdkAgent start(Mesh mesh, String name) {
    return new JavaSdkAgent(new Wire(mesh.command(Image.underTest(), "mcp")), name);
  }

  public McpSyncClient client() {
    return client;
  }

  /** What the server showed, by name. */
  public Map<String, Tool> tools() {
    return tools;
  }

  /** What the SDK has against a schema; {@code null} if nothing. */
  public String objection(Map<String, Object> schema) {
    return witness.validateSchema(schema).errorMessage();
  }

  /** A tool's structured content, checked by the SDK on both ways; fails if the tool refuses. */
  public JsonObject tool(String tool, Object... arguments) {
    return checked(request(tool, arguments).build());
  }

  /** What a tool says that must refuse. */
  public String refused(String tool, Object... arguments) {
    CallToolResult result = client.callTool(request(tool, arguments).build());
    assertThat(result.isError()).as(tool + " refuses").isTrue();
    return text(result);
  }

  private JsonObject checked(CallToolRequest request) {
    assertThat(witness.validate(tools.get(request.name()).inputSchema(), request.arguments()))
        .as("what %s is sent", request.name())
        .matches(verdict -> verdict.valid());
    CallToolResult result = client.callTool(request);
    assertThat(result.isError()).as(() -> text(result)).isFalse();
    assertThat(witness.accepts(result.structuredContent()))
        .as("the SDK has checked what %s answered", request.name())
        .isTrue();
    return json(result.structuredContent());
  }

  private static String text(CallToolResult result) {
    return ((TextContent) result.content().getFirst()).text();
  }

  private static JsonObject json(Object value) {
    try {
      return Json.object(McpJsonDefaults.getMapper().writeValueAsString(value));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CallToolRequest.Builder request(String tool, Object... arguments) {
    return CallToolRequest.builder(tool).arguments(JsonObject.of(arguments).members());
  }

  /** Calls a tool and goes on, as soon as the request was sent. */
  public Pending calling(String tool, Object... arguments) {
    CallToolRequest request = request(tool, arguments).progressToken("wait").build();
    var answer = CompletableFuture.supplyAsync(() -> checked(request), Thread::startVirtualThread);
    await("the request was sent").until(() -> wire.hasSent(request));
    return new Pending(request, answer);
  }

  /** A call under way. */
  public record Pending(CallToolRequest request, CompletableFuture<JsonObject> answer) {}

  /** Tells the server that nobody wants the answer any more. */
  public void cancel(Pending call) {
    wire.cancel(call.request());
  }

  /** What the server told of waiting calls and was not taken. */
  public BlockingQueue<ProgressNotification> progress() {
    return progress;
  }

  public JsonObject self() {
    return tool("mesh_status").object("self");
  }

  /** Payloads of the unread messages, marked read. */
  public List<String> mail() {
    return Answer.texts(tool("mesh_inbox"), "messages", "payload");
  }

  @Override
  public void close() {
    assertThat(client.closeGracefully()).as("closed in time").isTrue();
  }
}
