package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonException;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.HttpDoor;
import io.slmmesh.it.mesh.HttpWire;
import io.slmmesh.it.mesh.Mesh;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Agents that reach the mesh by MCP over HTTP: who they are, and how their calls end. */
class McpHttpIT {
  private static final String SESSION = "Mcp-Session-Id";

  private final Mesh mesh = Mesh.create();
  private final HttpClient http = HttpClient.newHttpClient();
  private Agent neighbour;

  @BeforeEach
  void aMeshWithOneSession() {
    neighbour = mesh.agent().start();
    neighbour.tool("mesh_status");
    awaitHttp();
  }

  @AfterEach
  void end() {
    mesh.close();
  }

  private void awaitHttp() {
    await().until(() -> Files.exists(mesh.data().resolve("port")));
  }

  @Test
  void aSessionOfTheOlderVersionsIsAnAgentUntilItIsDeleted() throws Exception {
    Map<String, String> session = initialize();
    JsonObject self = tool(session, "mesh_status").object("self");
    assertThat(peers()).contains(self.text("name"));
    assertThat(tool(session, "mesh_status").object("self").text("id")).isEqualTo(self.text("id"));

    assertThat(send("DELETE", session, null).statusCode()).isEqualTo(200);
    assertThat(peers()).doesNotContain(self.text("name"));
    assertThat(post(session, call(9, "mesh_status")).statusCode()).isEqualTo(404);
  }

  @Test
  void aSessionOutlivesTheBroker() throws Exception {
    Map<String, String> session = initialize();
    String id = tool(session, "mesh_status").object("self").text("id");
    tool(session, "mesh_lock", "action", "lock", "filePath", mesh.work() + "/a");
    mesh.killBroker();
    Files.delete(mesh.data().resolve("port"));
    neighbour.tool("mesh_status");
    awaitHttp();

    assertThat(tool(session, "mesh_status").object("self").text("id")).isEqualTo(id);
    assertThat(neighbour.tool("mesh_lock", "action", "lock", "filePath", mesh.work() + "/a"))
        .extracting(lock -> lock.get("granted"))
        .isEqualTo(false);
  }

  @Test
  void aSessionIsNoUseToAnotherCredential() throws Exception {
    Map<String, String> session = initialize();
    var stolen = new LinkedHashMap<>(session);
    stolen.put("Authorization", "Bearer " + register("thief").text("peerToken"));
    assertThat(post(stolen, call(2, "mesh_status")).statusCode()).isEqualTo(404);
    stolen.remove("Authorization");
    assertThat(post(stolen, call(2, "mesh_status")).statusCode()).isEqualTo(401);
  }

  @Test
  void aStatelessCallIsMadeByTheProgramOfItsPeerToken() throws Exception {
    JsonObject builder = register("builder");
    JsonObject self =
        structured(
                stateless(
                    Map.of("Authorization", "Bearer " + builder.text("peerToken")),
                    "mesh_status",
                    JsonObject.EMPTY))
            .object("self");
    assertThat(self.text("id")).isEqualTo(builder.text("peerId"));
  }

  @Test
  void aStatelessCallOfTheOwnerIsMadeByTheAgentItNamesOrByNobody() throws Exception {
    JsonObject named = JsonObject.of("slm-mesh/agent", "reviewer");
    JsonObject self = structured(stateless(owner(), "mesh_status", named)).object("self");
    assertThat(self.text("name")).isEqualTo("reviewer");

    JsonObject nobody = structured(stateless(owner(), "mesh_status", JsonObject.EMPTY));
    assertThat(nobody.has("self")).isFalse();
    JsonObject refused = json(stateless(owner(), "mesh_inbox", JsonObject.EMPTY)).object("result");
    assertThat(refused.get("isError")).isEqualTo(true);
  }

  @Test
  void nobodyCanSpeakForAnAgentWithASession() throws Exception {
    String name = neighbour.tool("mesh_status").object("self").text("name");
    JsonObject answer =
        json(stateless(owner(), "mesh_status", JsonObject.of("slm-mesh/agent", name)))
            .object("result");
    assertThat(answer.get("isError")).isEqualTo(true);
    assertThat(Json.text(answer)).contains("session of its own");
  }

  @Test
  void aWaitIsStreamedAndEndsWithTheMessage() throws Exception {
    Map<String, String> session = initialize();
    String name = tool(session, "mesh_status").object("self").text("name");
    CompletableFuture<HttpResponse<Stream<String>>> waiting = wait(session, 7);
    waiting.join(); // the stream is opened before the wait begins
    neighbour.tool("mesh_send", "to", name, "message", "hello");
    List<String> data = lines(waiting.get());
    assertThat(data).hasSize(1);
    assertThat(data.getFirst()).contains("hello").contains("\"id\":7");
    await()
        .untilAsserted(() ->
            assertThat(Json.text(neighbour.tool("mesh_inbox", "sent", true))).contains("readAt"));
  }

  @Test
  void aCancelledWaitEndsWithoutAnAnswerAndTheSessionGoesOn() throws Exception {
    Map<String, String> session = initialize();
    String name = tool(session, "mesh_status").object("self").text("name");
    CompletableFuture<HttpResponse<Stream<String>>> waiting = wait(session, 7);
    HttpResponse<Stream<String>> opened = waiting.get();
    post(
        session,
        JsonObject.of(
            "jsonrpc", "2.0",
            "method", "notifications/cancelled",
            "params", JsonObject.of("requestId", 7L)));
    assertThat(lines(opened)).isEmpty();
    assertThat(tool(session, "mesh_status").object("self").text("name")).isEqualTo(name);
  }

  @Test
  void whatAClientThatWentAwayWasSentIsUnreadAgain() throws Exception {
    Map<String, String> session = initialize();
    String name = tool(session, "mesh_status").object("self").text("name");
    HttpDoor door = HttpDoor.tcp(mesh);
    String wait = Json.text(call(7, "mesh_inbox", "waitSeconds", 30L));
    try (HttpWire wire = door.open()) {
      wire.send(door.request("POST", "/mcp", wait, SESSION + ": " + session.get(SESSION))).head();
    }
    neighbour.tool("mesh_send", "to", name, "message", "late");
    await()
        .untilAsserted(() ->
            assertThat(Json.text(tool(session, "mesh_inbox", "peek", true))).contains("late"));
  }

  @Test
  void whatAProgramThatWentAwayWasSentIsUnreadAgain() throws Exception {
    String token = register("builder").text("peerToken");
    HttpDoor door = HttpDoor.tcp(mesh).as(token);
    String before = lastHeard("builder");
    try (HttpWire wire = door.open()) {
      wire.send(door.request("POST", "/messages", "{\"waitSeconds\":30}"));
      await().until(() -> !lastHeard("builder").equals(before));
    }
    neighbour.tool("mesh_send", "to", "builder", "message", "lost?");
    await()
        .untilAsserted(() ->
            assertThat(door.postText("/messages", "{\"peek\":true}").text()).contains("lost?"));
  }

  @Test
  void headersThatContradictTheBodyAreRefused() throws Exception {
    var headers = new LinkedHashMap<>(owner());
    headers.put("MCP-Protocol-Version", "2026-07-28");
    headers.put("Mcp-Method", "tools/list");
    HttpResponse<String> answer = post(headers, statelessRequest("mesh_status", JsonObject.EMPTY));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).object("error").get("code")).isEqualTo(-32020L);
  }

  @Test
  void whatIsNoMessageIsRefusedAsJsonRpcDoes() throws Exception {
    HttpResponse<String> broken = raw(owner(), "{\"jsonrpc\":");
    assertThat(broken.statusCode()).isEqualTo(400);
    assertThat(json(broken).object("error").get("code")).isEqualTo(-32700L);
    HttpResponse<String> early = post(owner(), call(1, "mesh_status"));
    assertThat(early.statusCode()).isEqualTo(400);
    assertThat(send("GET", owner(), null).statusCode()).isEqualTo(405);
  }

  private List<String> peers() {
    return peerObjects().map(peer -> peer.text("name")).toList();
  }

  private String lastHeard(String name) {
    return peerObjects()
        .filter(peer -> name.equals(peer.text("name")))
        .map(peer -> peer.text("lastHeartbeat"))
        .findFirst()
        .orElseThrow();
  }

  private Stream<JsonObject> peerObjects() {
    return ((List<?>) neighbour.tool("mesh_peers", "scope", "machine").get("peers"))
        .stream().map(JsonObject.class::cast);
  }

  private Map<String, String> owner() throws IOException {
    return Map.of(
        "Authorization", "Bearer " + Files.readString(mesh.data().resolve("broker.token")));
  }

  private Map<String, String> initialize() throws Exception {
    JsonObject request =
        JsonObject.of(
            "jsonrpc",
            "2.0",
            "id",
            1L,
            "method",
            "initialize",
            "params",
            JsonObject.of(
                "protocolVersion",
                "2025-11-25",
                "capabilities",
                JsonObject.EMPTY,
                "clientInfo",
                JsonObject.of("name", "test-http", "version", "1")));
    HttpResponse<String> answer = post(owner(), request);
    assertThat(answer.statusCode()).isEqualTo(200);
    var session = new LinkedHashMap<>(owner());
    session.put(SESSION, answer.headers().firstValue(SESSION).orElseThrow());
    return session;
  }

  private static JsonObject call(long id, String tool, Object... arguments) {
    return JsonObject.of(
        "jsonrpc",
        "2.0",
        "id",
        id,
        "method",
        "tools/call",
        "params",
        JsonObject.of("name", tool, "arguments", JsonObject.of(arguments)));
  }

  private JsonObject tool(Map<String, String> session, String tool, Object... arguments)
      throws Exception {
    return structured(post(session, call(5, tool, arguments)));
  }

  private CompletableFuture<HttpResponse<Stream<String>>> wait(Map<String, String> session, long id)
      throws IOException {
    return http.sendAsync(
        request("POST", session, call(id, "mesh_inbox", "waitSeconds", 30L)).build(),
        BodyHandlers.ofLines());
  }

  private static List<String> lines(HttpResponse<Stream<String>> response) {
    var data = new ArrayList<String>();
    response.body().filter(line -> line.startsWith("data: ")).forEach(data::add);
    return data;
  }

  private static JsonObject statelessRequest(String tool, JsonObject meta) {
    JsonObject full =
        meta.with("io.modelcontextprotocol/protocolVersion", "2026-07-28")
            .with("io.modelcontextprotocol/clientCapabilities", JsonObject.EMPTY)
            .with(
                "io.modelcontextprotocol/clientInfo",
                JsonObject.of("name", "test-http", "version", "1"));
    return JsonObject.of(
        "jsonrpc", "2.0",
        "id", "one",
        "method", "tools/call",
        "params", JsonObject.of("name", tool, "arguments", JsonObject.EMPTY, "_meta", full));
  }

  private HttpResponse<String> stateless(
      Map<String, String> credential, String tool, JsonObject meta) throws Exception {
    var headers = new LinkedHashMap<>(credential);
    headers.put("MCP-Protocol-Version", "2026-07-28");
    headers.put("Mcp-Method", "tools/call");
    headers.put("Mcp-Name", tool);
    return post(headers, statelessRequest(tool, meta));
  }

  private JsonObject register(String name) throws Exception {
    HttpRequest request =
        to("/register", owner())
            .POST(
                BodyPublishers.ofString(
                    Json.text(JsonObject.of("projectPath", mesh.work().toString(), "name", name))))
            .build();
    return json(http.send(request, BodyHandlers.ofString()));
  }

  private HttpResponse<String> post(Map<String, String> headers, JsonObject message)
      throws Exception {
    return send("POST", headers, message);
  }

  private HttpResponse<String> send(String method, Map<String, String> headers, JsonObject message)
      throws Exception {
    return http.send(request(method, headers, message).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> raw(Map<String, String> headers, String body) throws Exception {
    HttpRequest request = to("/mcp", headers).POST(BodyPublishers.ofString(body)).build();
    return http.send(request, BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(
      String method, Map<String, String> headers, JsonObject message) throws IOException {
    return to("/mcp", headers)
        .method(
            method,
            message == null
                ? BodyPublishers.noBody()
                : BodyPublishers.ofString(Json.text(message)));
  }

  private HttpRequest.Builder to(String path, Map<String, String> headers) throws IOException {
    String port = Files.readString(mesh.data().resolve("port")).strip();
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream");
    headers.forEach(builder::setHeader);
    return builder;
  }

  private static JsonObject json(HttpResponse<String> response) throws JsonException {
    return (JsonObject) Json.parse(response.body());
  }

  private static JsonObject structured(HttpResponse<String> response) throws JsonException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonObject result = json(response).object("result");
    assertThat(result.get("isError")).as(response.body()).isEqualTo(false);
    return result.object("structuredContent");
  }
}
