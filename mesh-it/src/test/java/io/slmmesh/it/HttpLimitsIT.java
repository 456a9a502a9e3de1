package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Figures;
import io.slmmesh.it.mesh.HttpAnswer;
import io.slmmesh.it.mesh.HttpDoor;
import io.slmmesh.it.mesh.HttpWire;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Ports;
import io.slmmesh.it.mesh.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is too large, too slow or too many is refused in words and in time, and hurts nobody else.
 */
class HttpLimitsIT {
  private static final int MOST = 1 << 20;
  private static final int CONNECTIONS = 512;

  private Mesh mesh;
  private HttpDoor door;
  private HttpDoor unix;

  @BeforeEach
  void oneBroker() {
    mesh = Mesh.create().set("SLM_MESH_HTTP_RATE", 1_000_000).set("SLM_MESH_IDLE_MS", 600_000);
    mesh.broker();
    door = HttpDoor.tcp(mesh);
    unix = HttpDoor.unix(mesh);
  }

  @AfterEach
  void end() {
    mesh.close();
  }

  private static String head(HttpDoor at, String... headers) {
    var lines = new ArrayList<>(List.of(headers));
    lines.add("Content-Type: application/json");
    return at.request("POST", "/state", null, lines.toArray(String[]::new));
  }

  private static byte[] withLength(HttpDoor at, int length) {
    return (head(at, "Content-Length: " + length) + "x".repeat(length))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] inChunks(HttpDoor at, int length) {
    int piece = 64 << 10;
    String chunk = Integer.toHexString(piece) + "\r\n" + "x".repeat(piece) + "\r\n";
    return (head(at, "Transfer-Encoding: chunked") + chunk.repeat(length / piece) + "0\r\n\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void bodyThatIsTooLargeIsRefusedInWordsAndNotByAReset() throws IOException {
    for (HttpDoor at : List.of(door, unix)) {
      for (byte[] request :
          List.of(
              withLength(at, MOST + 1),
              withLength(at, 20 * MOST),
              inChunks(at, MOST + (64 << 10)),
              inChunks(at, 20 * MOST))) {
        try (HttpWire wire = at.open()) {
          // All of it is taken: who listens only afterwards hears the refusal.
          wire.send(request).answer().refused(413, "too_large");
        }
      }
      try (HttpWire wire = at.open()) {
        wire.send(withLength(at, MOST)).answer().refused(400, "invalid_argument");
      }
    }
  }

  @Test
  void whoAsksBeforeItSendsIsRefusedBeforeItSends() throws IOException {
    try (HttpWire wire = door.open()) {
      wire.send(head(door, "Content-Length: " + (MOST + 1), "Expect: 100-continue"));
      wire.answer().refused(413, "too_large");
    }
  }

  @Test
  void chunksWithoutAnEndEnd() {
    byte[] chunk = ("100000\r\n" + "x".repeat(MOST) + "\r\n").getBytes(StandardCharsets.UTF_8);
    long began = System.nanoTime();
    try (HttpWire wire = door.open()) {
      wire.send(head(door, "Transfer-Encoding: chunked"));
      while (true) {
        wire.send(chunk);
        assertThat(System.nanoTime() - began).isLessThan(Duration.ofSeconds(20).toNanos());
      }
    } catch (IOException ended) {
      Figures.print(
          "chunks without end: ended after %.1f s".formatted((System.nanoTime() - began) / 1e9));
    }
  }

  @Test
  void whatCannotBeARequestIsRefusedAndLeavesNothingInTheLog() throws IOException {
    String host = "Host: " + door.host() + "\r\n";
    String auth = "Authorization: Bearer " + door.token() + "\r\n";
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    Map<String, Integer> requests = new LinkedHashMap<>();
    requests.put(
        "GET /status HTTP/1.1\r\n" + host + auth + "X: " + "a".repeat(17_000) + "\r\n\r\n", 431);
    requests.put(
        "GET /status HTTP/1.1\r\n" + host + auth + "X: a\r\n".repeat(10_000) + "\r\n", 431);
    requests.put(
        "GET /status HTTP/1.1\r\n" + host + auth + "X: " + "a".repeat(10 << 20) + "\r\n\r\n", 431);
    requests.put("GET /" + "a".repeat(17_000) + " HTTP/1.1\r\n" + host + "\r\n", 414);
    requests.put(door.request("POST", "/state", deep), 400);
    requests.put(door.request("POST", "/state", "{\"action\":1e999999999}"), 400);
    requests.put(door.request("POST", "/state", "{\"action\":\"" + "9".repeat(70_000)), 400);
    requests.put(door.request("POST", "/state", "[]"), 400);
    requests.put(door.request("POST", "/state", "not JSON"), 400);
    requests.put(head(door, "Transfer-Encoding: chunked") + "zz\r\n{}\r\n0\r\n\r\n", 400);
    requests.put(head(door, "Content-Length: -5"), 400);
    requests.put(head(door, "Content-Length: 2", "Content-Length: 3") + "{}", 400);
    requests.put(head(door, "Content-Length: 2", "Transfer-Encoding: chunked") + "{}", 400);
    requests.put(head(door, "Content-Length: 99999999999999999999") + "{}", 400);
    requests.put("GET /status\r\n\r\n", 505);
    requests.put("GET /status\0 HTTP/1.1\r\n" + host + "\r\n", 400);
    requests.put("\u0016\u0003\u0001\u0002\0\u0001\0\u0001\r\n\r\n", 400);
    requests.put("GET /status HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400);
    requests.put("GET /status HTTP/1.1\r\nHost: a@b:c\r\n\r\n", 400);
    List<String> before = mesh.log();

    for (Map.Entry<String, Integer> each : requests.entrySet()) {
      String shown = each.getKey().substring(0, Math.min(200, each.getKey().length()));
      HttpAnswer answer = answer(each.getKey(), shown);
      assertThat(answer.status()).as(shown).isEqualTo(each.getValue());
      assertThat(answer.json().get("ok")).as(shown).isEqualTo(false);
    }
    try (HttpWire torn = door.open()) {
      torn.send(head(door, "Content-Length: 100") + "{");
    }

    door.get("/status").ok();
    assertThat(mesh.log()).isEqualTo(before);
  }

  private HttpAnswer answer(String request, String shown) {
    try (HttpWire wire = door.open()) {
      return wire.trySend(request.getBytes(StandardCharsets.ISO_8859_1)).answer();
    } catch (IOException e) {
      throw new UncheckedIOException(shown, e);
    }
  }

  /** A connection that brings a few bytes now and then, or none. */
  private static final class Slow {
    private final String name;
    private final HttpWire wire;
    private final String drop;
    private final Duration within;

    Slow(String name, HttpDoor at, String first, String drop, int within) throws IOException {
      this.name = name;
      this.wire = at.open().send(first);
      this.drop = drop;
      this.within = Duration.ofSeconds(within);
    }

    /** Whether it was cut off; else it brings a little more. */
    boolean isOver() {
      if (wire.endsWithin(Duration.ofMillis(1))) {
        return true;
      }
      wire.trySend(drop.getBytes(StandardCharsets.UTF_8));
      return false;
    }
  }

  @Test
  void whoIsSlowIsCutOffInTimeWhileOthersAreServed() throws IOException {
    List<Slow> slow = new ArrayList<>();
    for (HttpDoor at : List.of(door, unix)) {
      for (int i = 0; i < 20; i++) {
        String health = at.as(null).request("GET", "/health", null);
        slow.add(new Slow("says nothing", at, "", "", 8));
        slow.add(new Slow("stops in the head", at, "GET /hea", "", 8));
        slow.add(new Slow("trickles a head", at, "GET /status HTTP/1.1\r\nX: ", "a", 16));
        slow.add(new Slow("trickles empty lines", at, "\r\n", "\r\n", 16));
        slow.add(new Slow("trickles a second head", at, health + "GET /hea", "a", 22));
        slow.add(new Slow("trickles a body", at, head(at, "Content-Length: 9999"), " ", 14));
        slow.add(new Slow("stops in a body", at, head(at, "Content-Length: 9999"), "", 14));
        slow.add(
            new Slow(
                "trickles chunks", at, head(at, "Transfer-Encoding: chunked"), "1\r\n \r\n", 14));
      }
    }
    int count = slow.size();
    long began = System.nanoTime();
    List<Long> latencies = new ArrayList<>();
    try (HttpWire good = door.open()) {
      while (!slow.isEmpty()) {
        long asked = System.nanoTime();
        assertThat(good.send(door.request("GET", "/status", null)).answer().status())
            .isEqualTo(200);
        latencies.add(System.nanoTime() - asked);
        Duration passed = Duration.ofNanos(System.nanoTime() - began);
        slow.removeIf(Slow::isOver);
        assertThat(slow)
            .as("after " + passed)
            .noneMatch(each -> passed.compareTo(each.within.plusSeconds(4)) > 0);
      }
    }

    Figures.print("a good client beside %d slow ones".formatted(count), latencies);
    assertThat(latencies.stream().sorted().toList().get(latencies.size() * 95 / 100))
        .isLessThan(Duration.ofSeconds(1).toNanos());
  }

  @Test
  void moreConnectionsThanThereMayBeWaitAndShutNobodyElseOut() throws IOException {
    Agent session = mesh.agent().start();
    long pid = mesh.brokerPid();
    List<HttpWire> crowd = new ArrayList<>();
    String health = door.as(null).request("GET", "/health", null);
    for (int i = 0; i < CONNECTIONS + 30; i++) { // the kernel keeps some more waiting
      crowd.add(door.open().send(health));
    }
    await().until(() -> Ports.connections(pid, door.port()) >= CONNECTIONS - 1);

    assertThat(Ports.connections(pid, door.port())).isLessThanOrEqualTo(CONNECTIONS + 2);
    unix.get("/status").ok();
    assertThat(session.name()).isNotBlank();
    crowd.forEach(HttpWire::close);
    door.get("/status").ok();
  }

  /** Together they would be more than the broker has memory for. */
  @Test
  void manyLargeBodiesAtOnceDoNotFillTheMemory() throws IOException {
    long pid = mesh.brokerPid();
    long before = Processes.residentKiB(pid);
    String begun = head(door, "Content-Length: " + MOST) + "x".repeat(MOST - 1);
    List<HttpWire> crowd = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      HttpWire wire = door.open().patient(Duration.ofMillis(20));
      crowd.add(wire.trySend(begun.getBytes(StandardCharsets.UTF_8)));
      if (i % 40 == 0) {
        door.post("/peers").ok();
      }
    }
    long grown = Processes.residentKiB(pid) - before;

    Figures.print("400 bodies of 1 MiB under way: broker grew by " + grown / 1024 + " MiB");
    assertThat(grown).isLessThan(160 << 10);
    crowd.forEach(HttpWire::close);
    door.post("/peers").ok();
    assertThat(mesh.brokerPid()).isEqualTo(pid);
  }
}
