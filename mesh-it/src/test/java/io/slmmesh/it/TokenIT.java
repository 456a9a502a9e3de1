package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.CommandLink;
import io.slmmesh.it.mesh.EventFeed;
import io.slmmesh.it.mesh.Figures;
import io.slmmesh.it.mesh.HttpDoor;
import io.slmmesh.it.mesh.HttpWire;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The owner's token and the peers' tokens: who they let in, and until when. */
class TokenIT {
  private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);
  private static final String TOKEN = "[0-9a-f]{64}";

  private Mesh mesh;

  @BeforeEach
  void oneMesh() {
    mesh = Mesh.create().set("SLM_MESH_HTTP_RATE", 1_000_000).set("SLM_MESH_IDLE_MS", 600_000);
  }

  @AfterEach
  void end() {
    mesh.close();
  }

  private Path file() {
    return mesh.data().resolve("broker.token");
  }

  private JsonObject rotate() {
    try (CommandLink link = CommandLink.open(mesh)) {
      return link.call("token.rotate", null, JsonObject.EMPTY);
    }
  }

  private static String peerToken(JsonObject registered) {
    return Objects.requireNonNull(registered.text("peerToken"));
  }

  @Test
  void rotationEndsTheOldTokenAtOnceUnderLoad() throws Exception {
    mesh.broker();
    HttpDoor old = HttpDoor.tcp(mesh);
    EventFeed feed = old.follow("");
    var rotated = new AtomicLong(Long.MAX_VALUE);
    var over = new AtomicBoolean();
    var lastLetIn = new AtomicLong();
    var letIn = new AtomicInteger();
    var late = new AtomicInteger();
    List<CompletableFuture<?>> load = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      load.add(
          CompletableFuture.runAsync(
              () -> {
                try (HttpWire wire = old.open()) {
                  while (!over.get()) {
                    long sent = System.nanoTime();
                    if (wire.send(old.request("GET", "/status", null)).answer().status() == 200) {
                      letIn.incrementAndGet();
                      lastLetIn.accumulateAndGet(sent, Math::max);
                      late.addAndGet(sent - rotated.get() > 0 ? 1 : 0);
                    }
                  }
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              THREADS));
    }
    var torn = CompletableFuture.supplyAsync(() -> countTornReads(over), THREADS);
    await().until(() -> letIn.get() > 200);

    assertThat(rotate().get("ok")).isEqualTo(true);
    rotated.set(System.nanoTime());
    String fresh = Files.readString(file());
    old.as(fresh).get("/status").ok();
    old.as(fresh).register("somebody", mesh.work());
    old.get("/status").refused(401, "unauthorized");
    over.set(true);
    load.forEach(CompletableFuture::join);

    Figures.print(
        "token rotation: %d requests with the old token before it, %d let in after it, the last sent %.1f ms before its answer"
            .formatted(letIn.get(), late.get(), (rotated.get() - lastLetIn.get()) / 1e6));
    assertThat(late).hasValue(0);
    assertThat(torn.join()).as("states of the file that are no token").isZero();
    assertThat(fresh).matches(TOKEN).isNotEqualTo(old.token());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(feed.next(Duration.ofSeconds(5)))
        .as("what a stream of the old token tells")
        .isNull();
    feed.close();
  }

  /** Reads the file all the time; tells how often what stood there was no token. */
  private int countTornReads(AtomicBoolean over) {
    int torn = 0;
    while (!over.get()) {
      try {
        torn += Files.readString(file()).matches(TOKEN) ? 0 : 1;
      } catch (IOException missing) {
        torn++;
      }
    }
    return torn;
  }

  @Test
  void tokenOutlivesTheBroker() {
    mesh.broker();
    HttpDoor first = HttpDoor.tcp(mesh);
    mesh.killBroker();
    mesh.broker();

    HttpDoor second = HttpDoor.tcp(mesh);

    assertThat(second.token()).isEqualTo(first.token());
    second.get("/status").ok();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \n\t ",
        "abc",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0",
        "0123456789abcdef0123456789abcdef\n0123456789abcdef0123456789abcde",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg",
        "Bearer 0123456789abcdef0123456789abcdef0123456789abcdef012345678"
      })
  void withoutASoundTokenThereIsNoPortAndTheLogTellsTheFix(String content) throws IOException {
    startWithTokenFile(content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void tokenFileThatIsNoTextClosesThePortTooUntilTheTokenIsRotated() throws IOException {
    startWithTokenFile(HexFormat.of().parseHex("ff00fe80".repeat(16)));

    rotate();
    mesh.killBroker();
    mesh.broker();
    assertThat(HttpDoor.tcp(mesh).get("/status").ok().has("port")).isTrue();
  }

  private void startWithTokenFile(byte[] content) throws IOException {
    mesh.expectTrouble();
    Mesh.closed(mesh.data());
    Files.write(file(), content);
    mesh.broker();
    HttpDoor unix = HttpDoor.unix(mesh);

    assertThat(unix.get("/status").ok().has("port")).isFalse();
    assertThat(Ports.of(mesh.brokerPid())).isEmpty();
    assertThat(mesh.data().resolve("port")).doesNotExist();
    assertThat(mesh.log())
        .anyMatch(line ->
            line.contains("no TCP port is opened")
                && line.contains(file().toString())
                && line.contains("slm-mesh token rotate"));
    assertThat(Files.readAllBytes(file())).isEqualTo(content);
  }

  @Test
  void whatIsAlmostTheTokenIsNotTheToken() {
    mesh.broker();
    HttpDoor door = HttpDoor.tcp(mesh);
    String token = Objects.requireNonNull(door.token());
    String peer = peerToken(door.register("prog", mesh.work()));
    List<String> almost = new ArrayList<>();
    for (String good : List.of(token, peer)) {
      for (int i = 0; i < good.length(); i++) {
        almost.add(good.substring(0, i));
        almost.add(
            good.substring(0, i) + (good.charAt(i) == '0' ? '1' : '0') + good.substring(i + 1));
      }
      almost.addAll(
          List.of(good + "0", good + good, good.toUpperCase(Locale.ROOT), "0x" + good, good + ","));
    }
    almost.removeIf(each -> each.equals(token) || each.equals(peer));

    long letIn =
        almost.stream()
            .filter(each -> door.as(each).get("/status").status() != 401)
            .peek(each -> Figures.print("let in: " + each))
            .count();

    Figures.print("tokens: " + almost.size() + " that are almost right, " + letIn + " let in");
    assertThat(letIn).isZero();
    assertThat(statusWith(door, "Authorization: bearer" + token)).isEqualTo(401);
    assertThat(statusWith(door, "Authorization: Basic " + token)).isEqualTo(401);
    assertThat(statusWith(door, "Authorization: " + token)).isEqualTo(401);
    assertThat(statusWith(door, "Proxy-Authorization: Bearer " + token)).isEqualTo(401);
    assertThat(statusWith(door, "Cookie: token=" + token)).isEqualTo(401);
    assertThat(door.as(null).get("/status?token=" + token).status()).isEqualTo(401);
  }

  private static int statusWith(HttpDoor door, String header) {
    return door.as(null).get("/status", header).status();
  }

  @Test
  void peerTokenActsForItsPeerAlone() {
    mesh.broker();
    HttpDoor owner = HttpDoor.tcp(mesh);
    JsonObject ann = owner.register("ann", mesh.work());
    owner.register("bob", mesh.work());
    HttpDoor asAnn = owner.as(peerToken(ann));

    assertThat(asAnn.get("/status").ok().object("self").text("id")).isEqualTo(ann.text("peerId"));
    assertThat(asAnn.post("/summary", "summary", "mine").ok().text("name")).isEqualTo("ann");
    asAnn.post("/summary", "peerId", "bob", "summary", "x").refused(403, "forbidden");
    asAnn.post("/unregister", "peerId", "bob").refused(403, "forbidden");
    asAnn
        .post("/send", "fromPeer", "bob", "toPeer", "ann", "payload", "x")
        .refused(403, "forbidden");
  }

  @Test
  void peerTokenDiesWithItsMembership() {
    mesh.broker();
    HttpDoor owner = HttpDoor.tcp(mesh);
    JsonObject first = owner.register("ann", mesh.work());
    HttpDoor asAnn = owner.as(peerToken(first));
    EventFeed feed = asAnn.follow("");

    JsonObject second = owner.register("ann", mesh.work());
    asAnn.get("/status").refused(401, "unauthorized");
    assertThat(second.text("peerId")).isEqualTo(first.text("peerId"));
    HttpDoor asAnnAgain = owner.as(peerToken(second));
    asAnnAgain.post("/summary", "summary", "again").ok();
    assertThat(feed.next(Duration.ofSeconds(2))).as("what the old token's stream tells").isNull();
    feed.close();

    asAnnAgain.post("/unregister").ok();
    asAnnAgain.get("/status").refused(401, "unauthorized");
    owner.post("/heartbeat", "peerId", "ann").refused(404, "not_found");
  }

  /** No token is found anywhere but in its file and in the hands of who got it. */
  @Test
  void noTokenLeaksIntoAnythingThatIsKeptOrShown() throws IOException {
    mesh.broker();
    HttpDoor door = HttpDoor.tcp(mesh);
    String token = Objects.requireNonNull(door.token());
    String peer = peerToken(door.register("prog", mesh.work()));
    var shown = new StringBuilder();
    for (String secret : List.of(token, peer)) {
      HttpDoor known = door.as(secret);
      shown.append(known.get("/status")).append(known.get("/nowhere"));
      shown.append(known.post("/summary", "peerId", "prog", "summary", "s"));
      shown.append(known.post("/send", "fromPeer", "prog", "toPeer", "nobody", "payload", "x"));
      shown.append(known.postText("/state", "{broken"));
      shown.append(known.get("/events/stream?types=no_such"));
      shown.append(known.get("/events/stream?types=%zz"));
      shown.append(known.post("/events", "action", "read", "since", 0, "limit", 200));
      shown.append(door.as(null).get("/status?token=" + secret));
      shown.append(door.as(null).get("/health", "Authorization: Bearer " + secret + "x"));
      shown.append(door.as(null).get("/status", "Authorization: Bearer", "X: " + secret));
      shown.append(door.as(null).get("/status", "Host: " + secret + "@evil.test"));
      shown.append(door.as(null).get("/status", "Cookie: " + secret));
      HttpWire torn = door.open();
      torn.send(known.request("POST", "/state", "{}").replace("Length: 2", "Length: 20")).close();
    }
    long pid = mesh.brokerPid();
    rotate();

    List<Path> places = new ArrayList<>(kept());
    for (String file : List.of("cmdline", "environ", "maps")) {
      places.add(Path.of("/proc", Long.toString(pid), file));
    }
    for (String secret : List.of(token, peer)) {
      for (String form : forms(secret)) {
        assertThat(shown.toString()).doesNotContainIgnoringCase(form);
        for (Path place : places) {
          String text = new String(Files.readAllBytes(place), StandardCharsets.ISO_8859_1);
          assertThat(text.toLowerCase(Locale.ROOT).contains(form.toLowerCase(Locale.ROOT)))
              .as(form + " in " + place)
              .isFalse();
        }
      }
    }
    Figures.print("token canary: " + places.size() + " files, 2 tokens in 4 forms, 0 found");
  }

  private List<Path> kept() throws IOException {
    try (Stream<Path> files = Files.walk(mesh.root())) {
      return files
          .filter(Files::isRegularFile)
          .filter(each -> !each.equals(file()))
          .filter(each -> !each.getFileName().toString().equals("broker.lock"))
          .toList();
    }
  }

  private static List<String> forms(String secret) {
    byte[] text = secret.getBytes(StandardCharsets.UTF_8);
    return List.of(
        secret,
        Base64.getEncoder().withoutPadding().encodeToString(text),
        Base64.getEncoder().withoutPadding().encodeToString(HexFormat.of().parseHex(secret)),
        HexFormat.of().formatHex(text));
  }
}
