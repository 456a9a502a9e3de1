package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operation;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Figures;
import io.slmmesh.it.mesh.HttpAnswer;
import io.slmmesh.it.mesh.HttpDoor;
import io.slmmesh.it.mesh.HttpWire;
import io.slmmesh.it.mesh.Mesh;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a web page in the user's browser can make the browser send, and more: each Host × Origin ×
 * content type × token on each route. The guard stands before every route, so the expected answer
 * depends on the route in two things only: {@code /health} needs no token (but a wrong one is
 * wrong), and what is asked by GET needs no content type, for it changes nothing and no page can
 * read the answer.
 */
class RebindingIT {
  private static final int COMBINATIONS = 14 * 8 * 4 * 4;
  private static final String JSON = "application/json";

  private static Mesh mesh;
  private static HttpDoor door;

  /** What a request line and its Host headers say; {@code status} if that alone decides. */
  private record Host(String name, String target, List<String> values, int status) {
    Host(String value, int status) {
      this(value, "", List.of(value), status);
    }
  }

  private record Variant(String name, List<String> headers, int status) {}

  /** A way of a route that answers {@code status} if the guard lets it in. */
  private record Way(String method, String path, String body, int status) {
    boolean isHealth() {
      return path.equals("/health");
    }

    boolean takesBody() {
      return method.equals("POST");
    }
  }

  @BeforeAll
  static void oneBroker() {
    mesh = Mesh.create().set("SLM_MESH_HTTP_RATE", 1_000_000).set("SLM_MESH_IDLE_MS", 600_000);
    mesh.broker();
    door = HttpDoor.tcp(mesh);
    door.register("probe", mesh.work());
  }

  @AfterAll
  static void end() {
    mesh.close();
  }

  private static List<Host> hosts() {
    int port = door.port();
    return List.of(
        new Host("127.0.0.1:" + port, 0),
        new Host("localhost:" + port, 0),
        // The name of a host has no case; Jetty hands it on in lower case.
        new Host("LOCALHOST:" + port, 0),
        new Host("[::1]:" + port, 421),
        new Host("evil.test", 421),
        new Host("evil.test:" + port, 421),
        new Host("127.0.0.1.nip.io:" + port, 421),
        new Host("127.0.0.1:" + (port + 1), 421),
        new Host("0.0.0.0:" + port, 421),
        new Host("localhost.:" + port, 421),
        // What is no request by the rules of HTTP/1.1 is refused before anybody looks at it.
        new Host("", 400),
        new Host("absent", "", List.of(), 400),
        new Host("two Hosts", "", List.of("127.0.0.1:" + port, "evil.test"), 400),
        new Host("absolute form", "http://evil.test:" + port, List.of("127.0.0.1:" + port), 400));
  }

  private static List<Variant> origins() {
    int port = door.port();
    return Stream.of(
            variant("absent", 0),
            variant("http://127.0.0.1:" + port, 0, "http://127.0.0.1:" + port),
            variant("http://localhost:" + port, 0, "http://localhost:" + port),
            variant("null", 403, "null"),
            variant("http://evil.test", 403, "http://evil.test"),
            variant("127.0.0.1.evil.test", 403, "http://127.0.0.1.evil.test"),
            variant("file://", 403, "file://"),
            variant("two Origins", 403, "http://127.0.0.1:" + port, "http://evil.test"))
        .map(origin -> named("Origin", origin))
        .toList();
  }

  private static List<Variant> contentTypes() {
    return Stream.of(
            variant(JSON, 0, JSON),
            variant("text", 415, "text/plain"),
            variant("form", 415, "application/x-www-form-urlencoded"),
            variant("absent", 415))
        .map(type -> named("Content-Type", type))
        .toList();
  }

  private static List<Variant> tokens() {
    return Stream.of(
            variant("good", 0, "Bearer " + door.token()),
            variant("bad", 401, "Bearer " + "0".repeat(64)),
            variant("absent", 401),
            variant("in query", 401))
        .map(token -> named("Authorization", token))
        .toList();
  }

  private static Variant variant(String name, int status, String... values) {
    return new Variant(name, List.of(values), status);
  }

  private static Variant named(String header, Variant variant) {
    return new Variant(
        variant.name,
        variant.headers.stream().map(value -> header + ": " + value + "\r\n").toList(),
        variant.status);
  }

  private static List<Way> ways() {
    String directory = mesh.work().toString();
    Map<Operation<?, ?>, JsonObject> inputs =
        Map.of(
            Operations.PEERS, JsonObject.EMPTY,
            Operations.SUMMARY, JsonObject.of("peerId", "probe", "summary", "let in"),
            Operations.SEND, JsonObject.of("fromPeer", "probe", "toPeer", "nobody", "payload", "x"),
            Operations.INBOX, JsonObject.of("peerId", "probe"),
            Operations.STATE, JsonObject.of("action", "list", "projectPath", directory),
            Operations.LOCK, JsonObject.of("action", "query"),
            Operations.EVENTS, JsonObject.of("action", "read"),
            Operations.REGISTER, JsonObject.of("name", "let-in", "projectPath", directory),
            Operations.HEARTBEAT, JsonObject.of("peerId", "probe"),
            Operations.UNREGISTER, JsonObject.of("peerId", "nobody"));
    Map<Operation<?, ?>, Integer> refused =
        Map.of(Operations.SEND, 404, Operations.UNREGISTER, 404);
    List<Way> ways = new ArrayList<>();
    Stream.of(Operations.ALL, Operations.MEMBERSHIP)
        .<Operation<?, ?>>flatMap(List::stream)
        .forEach(operation ->
            ways.add(
                new Way(
                    "POST",
                    operation.route(),
                    Json.text(inputs.getOrDefault(operation, JsonObject.EMPTY)),
                    refused.getOrDefault(operation, 200))));
    ways.add(
        new Way(
            "POST",
            "/mcp",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"x\",\"version\":\"1\"}}}",
            200));
    Stream.of("/status", "/openapi.json", "/events/stream", "/health")
        .forEach(path -> ways.add(new Way("GET", path, "", 200)));
    return ways;
  }

  @Test
  void onlyWhatNamesUsComesFromNoPageIsJsonAndHasTheTokenGetsIn() {
    long began = System.nanoTime();
    long firstEvent = lastEvent();
    List<String> wrong = new ArrayList<>();
    int requests = 0;
    for (Way way : ways()) {
      var run = new Run(way);
      hosts().forEach(host -> run.hostWith(host));
      run.close();
      assertThat(run.count).as(way.path).isEqualTo(COMBINATIONS);
      wrong.addAll(run.wrong);
      requests += run.count;
    }

    Figures.print(
        "rebinding: %d routes x %d combinations = %d requests in %.1f s, %d wrong"
            .formatted(
                ways().size(),
                COMBINATIONS,
                requests,
                (System.nanoTime() - began) / 1e9,
                wrong.size()));
    assertThat(wrong).isEmpty();
    assertOnlyTheAdmittedHadAnEffect(firstEvent);
  }

  private static long lastEvent() {
    return Answer.number(door.post("/events", "action", "read", "limit", 1).ok(), "lastSeq");
  }

  /** 3 Hosts and 3 Origins are ours: what they asked for happened, and nothing else. */
  private static void assertOnlyTheAdmittedHadAnEffect(long since) {
    JsonObject page = door.post("/events", "action", "read", "since", since, "limit", 200).ok();
    List<String> types = Answer.texts(page, "events", "type");

    assertThat(types).hasSize(9 + 1).contains("peer_joined");
    assertThat(types.stream().filter("peer_summary"::equals)).hasSize(9);
  }

  /** One way under every combination, over as few connections as possible. */
  private static final class Run {
    private final Way way;
    private final List<String> wrong = new ArrayList<>();
    private int count;
    private @Nullable HttpWire wire;

    Run(Way way) {
      this.way = way;
    }

    void hostWith(Host host) {
      for (Variant origin : origins()) {
        for (Variant type : contentTypes()) {
          for (Variant token : tokens()) {
            int expected = expected(host, origin, type, token);
            int status = ask(request(host, List.of(origin, type, token)));
            count++;
            if (status != expected) {
              wrong.add(
                  String.join(
                      " | ",
                      way.method + " " + way.path,
                      host.name,
                      origin.name,
                      type.name,
                      token.name,
                      status + ", expected " + expected));
            }
          }
        }
      }
    }

    private int expected(Host host, Variant origin, Variant type, Variant token) {
      boolean needsToken = !way.isHealth() || token.name.equals("bad");
      return Stream.of(
              host.status,
              origin.status,
              needsToken ? token.status : 0,
              way.takesBody() ? type.status : 0)
          .filter(status -> status != 0)
          .findFirst()
          .orElse(way.status);
    }

    private String request(Host host, List<Variant> variants) {
      boolean inQuery = variants.getLast().name.equals("in query");
      var text = new StringBuilder(way.method + " " + host.target + way.path);
      text.append(inQuery ? "?token=" + door.token() + "&access_token=" + door.token() : "");
      text.append(" HTTP/1.1\r\n");
      host.values.forEach(value -> text.append("Host: ").append(value).append("\r\n"));
      variants.forEach(variant -> variant.headers.forEach(text::append));
      text.append("Content-Length: ").append(way.body.length()).append("\r\n\r\n");
      return text.append(way.body).toString();
    }

    private int ask(String request) {
      try {
        HttpWire open = wire == null ? door.open() : wire;
        wire = open;
        HttpAnswer head = open.send(request).head();
        boolean endless = "text/event-stream".equals(head.header("content-type"));
        if (!endless) {
          open.body(head).readAllBytes();
        }
        assertThat(head.headers()).doesNotContainKey("access-control-allow-origin");
        if (endless || "close".equals(head.header("connection"))) {
          close();
        }
        return head.status();
      } catch (IOException e) {
        throw new UncheckedIOException(request, e);
      }
    }

    void close() {
      if (wire != null) {
        wire.close();
        wire = null;
      }
    }
  }

  /** The question a browser asks before a request that is not simple. */
  @Test
  void noPageIsEverPermittedAnything() {
    for (Way way : ways()) {
      for (String origin : List.of("http://evil.test", "http://127.0.0.1:" + door.port())) {
        HttpAnswer answer =
            door.send(
                door.as(null)
                    .request(
                        "OPTIONS",
                        way.path,
                        null,
                        "Origin: " + origin,
                        "Access-Control-Request-Method: " + way.method,
                        "Access-Control-Request-Headers: authorization, content-type",
                        "Access-Control-Request-Private-Network: true"));
        assertThat(answer.status()).as(way.path + " for " + origin).isBetween(400, 499);
        assertThat(answer.headers().keySet())
            .as(way.path)
            .noneMatch(name -> name.startsWith("access-control-"));
      }
    }
  }

  /** Other spellings of a path are the same path to the guard. */
  @Test
  void noSpellingOfAPathGoesAroundTheGuard() {
    for (String path :
        List.of(
            "/%73tatus",
            "/./status",
            "/health/../status",
            "/status;x=/health",
            "/STATUS",
            "//status",
            "/status/",
            "/status%2f",
            "/health%2f..%2fstatus",
            "/status?/health",
            "/%2e%2e/status",
            "/health/",
            "/HEALTH",
            "/health;x=1/status",
            "/health%00/status")) {
      HttpAnswer answer = door.as(null).get(path);
      assertThat(answer.status()).as(path + " " + answer).isIn(400, 401, 404);
      assertThat(answer.text()).as(path).doesNotContain("uptime");
    }
  }

  @Test
  void unixSocketNeedsNoTokenAndRefusesPagesAllTheSame() {
    HttpDoor unix = HttpDoor.unix(mesh);

    assertThat(unix.get("/status").ok().text("status")).isEqualTo("ok");
    assertThat(unix.as("0".repeat(64)).get("/status").status()).isEqualTo(401);
    for (Variant origin : origins().stream().skip(1).toList()) {
      String header = origin.headers.getFirst().strip();
      assertThat(unix.get("/status", header).status()).as(header).isEqualTo(403);
    }
    assertThat(unix.send(unix.request("POST", "/state", null, "Content-Type: text/plain")).status())
        .isEqualTo(415);
  }

  @Test
  void healthTellsNothingButThatItIsUs() {
    JsonObject health = door.as(null).get("/health").ok();

    assertThat(health.members().keySet())
        .containsExactlyInAnyOrder("ok", "status", "product", "version");
    assertThat(health.text("product")).isEqualTo("slm-mesh");
    assertThat(Objects.requireNonNull(health.text("version"))).isNotBlank();
  }
}
