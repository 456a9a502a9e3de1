package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.EventFeed;
import io.slmmesh.it.mesh.EventFeed.Event;
import io.slmmesh.it.mesh.Figures;
import io.slmmesh.it.mesh.HttpDoor;
import io.slmmesh.it.mesh.HttpWire;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Ports;
import io.slmmesh.it.mesh.Processes;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The log as server-sent events: each once, in order, whatever happens to the connection. */
class EventStreamIT {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);

  private final long seed = Long.getLong("slm.mesh.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private Mesh mesh;
  private HttpDoor door;

  @BeforeEach
  void oneBroker() {
    mesh = Mesh.create().set("SLM_MESH_HTTP_RATE", 1_000_000).set("SLM_MESH_IDLE_MS", 600_000);
    mesh.broker();
    door = HttpDoor.tcp(mesh);
    door.register("prog", mesh.work());
  }

  @AfterEach
  void end() {
    mesh.close();
  }

  /** Makes so many events of type {@code peer_summary}. */
  private void happen(int count) {
    try (HttpWire wire = door.open()) {
      for (int i = 0; i < count; i++) {
        String body = "{\"peerId\":\"prog\",\"summary\":\"" + i + "\"}";
        assertThat(wire.send(door.request("POST", "/summary", body)).answer().status())
            .isEqualTo(200);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long lastSeq() {
    return Answer.number(door.post("/events", "action", "read", "limit", 1).ok(), "lastSeq");
  }

  private static List<Long> seqs(List<Event> events) {
    return events.stream().map(Event::seq).toList();
  }

  private static List<Long> numbers(long after, long upTo) {
    return LongStream.rangeClosed(after + 1, upTo).boxed().toList();
  }

  @Test
  void eachEventComesOnceInOrderUnderItsPlaceInTheLog() {
    try (EventFeed feed = door.follow("?since=0")) {
      happen(50);
      List<Event> events = feed.take(51);

      assertThat(seqs(events)).isEqualTo(numbers(0, 51));
      assertThat(events.getFirst().type()).isEqualTo("peer_joined");
      assertThat(events)
          .allSatisfy(event -> {
            assertThat(Answer.number(event.json(), "seq")).isEqualTo(event.seq());
            assertThat(event.json().text("type")).isEqualTo(event.type());
            assertThat(Instant.parse(event.json().text("createdAt"))).isBefore(Instant.now());
          });
      assertThat(feed.head().header("cache-control")).isEqualTo("no-store");
    }
  }

  @Test
  void withoutAPlaceItBeginsNow() {
    happen(5);
    long before = lastSeq();
    try (EventFeed feed = door.follow("")) {
      happen(3);

      assertThat(seqs(feed.take(3))).isEqualTo(numbers(before, before + 3));
    }
  }

  /** The connection is cut after a random number of bytes, in the head, in an id, anywhere. */
  @ParameterizedTest
  @CsvSource({"false,", "true,", "false,peer_summary"})
  void resumingAfterACutAtAnyByteMissesAndRepeatsNothing(boolean overUnixSocket, String types) {
    HttpDoor reader = overUnixSocket ? HttpDoor.unix(mesh) : door;
    long first = lastSeq();
    int count = 1_500;
    var happening = CompletableFuture.runAsync(() -> happen(count), THREADS);
    List<Long> seen = new ArrayList<>();
    long last = first;
    int cuts = 0;
    while (seen.size() < count) {
      String query = types == null ? "" : "?types=" + types;
      try (HttpWire wire = reader.open().cutAfter(1 + random.nextInt(3_000))) {
        String request =
            reader.request("GET", "/events/stream" + query, null, "Last-Event-ID: " + last);
        EventFeed feed = EventFeed.of(wire, request);
        for (Event event = feed.next(); event != null; event = feed.next()) {
          seen.add(event.seq());
          last = event.seq();
          if (seen.size() == count) {
            break;
          }
        }
      } catch (UncheckedIOException cutInTheHead) {
        assertThat(cutInTheHead).hasRootCauseInstanceOf(EOFException.class);
      }
      cuts++;
    }
    happening.join();

    Figures.print(
        "event stream: seed %d, %d events over %d cut connections".formatted(seed, count, cuts));
    assertThat(cuts).isGreaterThan(100);
    assertThat(seen).as("seed %d", seed).isEqualTo(numbers(first, first + count));
  }

  @Test
  void onlyTheTypesThatWereAskedForCome() {
    try (EventFeed feed = door.follow("?types=file_locked,%20file_unlocked&since=0")) {
      happen(3);
      door.post("/lock", "peerId", "prog", "action", "lock", "filePath", "/a").ok();
      happen(3);
      door.post("/lock", "peerId", "prog", "action", "unlock", "filePath", "/a").ok();

      assertThat(feed.take(2))
          .extracting(Event::type)
          .containsExactly("file_locked", "file_unlocked");
      assertThat(feed.next(Duration.ofMillis(300))).isNull();
    }
  }

  @Test
  void sinceTakesAPlaceOrATimeAndLastEventIdWins() {
    happen(3);
    long before = lastSeq();
    Instant between = Instant.now().truncatedTo(ChronoUnit.MILLIS).plusMillis(1);
    await().until(() -> Instant.now().isAfter(between));
    happen(2);
    for (String query : List.of("?since=" + before, "?since=" + between)) {
      try (EventFeed feed = door.follow(query)) {
        assertThat(seqs(feed.take(2))).as(query).isEqualTo(numbers(before, before + 2));
      }
    }
    try (EventFeed feed = door.follow("?since=0", "Last-Event-ID: " + (before + 1))) {
      assertThat(seqs(feed.take(1))).containsExactly(before + 2);
    }
  }

  @Test
  void whatCannotBeFollowedIsRefusedBeforeTheStreamBegins() {
    Map<String, String> named =
        Map.of(
            "?types=no_such_type", "types",
            "?since=yesterday", "since",
            "?since=-1", "since",
            "?types=%zz", "query",
            "?since=%ff", "query");
    named.forEach((query, what) -> {
      JsonObject refusal = door.get("/events/stream" + query).refused(400, "invalid_argument");
      assertThat(refusal.text("error")).as(query).contains(what);
    });
    door.get("/events/stream", "Last-Event-ID: x").refused(400, "invalid_argument");
    door.get("/events/stream", "Last-Event-ID: 1", "Last-Event-ID: 2")
        .refused(400, "invalid_argument");
  }

  /** What retention does within days is done here to the file, while no broker runs. */
  @Test
  void whoseCursorIsTooOldIsTold() throws Exception {
    happen(20);
    long last = lastSeq();
    mesh.killBroker();
    try (var database =
            DriverManager.getConnection("jdbc:sqlite:" + mesh.data().resolve("mesh.db"));
        var statement = database.createStatement()) {
      statement.executeUpdate("DELETE FROM events WHERE seq < 11");
    }
    mesh.broker();
    door = HttpDoor.tcp(mesh);

    try (EventFeed old = door.follow("", "Last-Event-ID: 5")) {
      Event compacted = old.take(1).getFirst();
      assertThat(compacted.type()).isEqualTo("compacted");
      assertThat(compacted.id()).isNull();
      assertThat(Answer.number(compacted.json(), "compactedBefore")).isEqualTo(11);
      assertThat(seqs(old.take((int) last - 10))).isEqualTo(numbers(10, last));
    }
    try (EventFeed lucky = door.follow("", "Last-Event-ID: 10")) {
      assertThat(lucky.take(1).getFirst().type())
          .as("nothing was missed")
          .isEqualTo("peer_summary");
    }
  }

  /** Locks a path so long that a few thousand of its events fill every buffer of the kernel. */
  private void happenLoudly(int count) {
    String path = "/" + ("x".repeat(250) + "/").repeat(16);
    String body =
        "{\"peerId\":\"prog\",\"action\":\"lock\",\"filePath\":\""
            + path.substring(0, 4000)
            + "\"}";
    try (HttpWire wire = door.open()) {
      for (int i = 0; i < count; i++) {
        assertThat(wire.send(door.request("POST", "/lock", body)).answer().status()).isEqualTo(200);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void whoDoesNotReadIsCutOffAndNobodyElseSuffers(boolean overUnixSocket) throws IOException {
    HttpDoor place = overUnixSocket ? HttpDoor.unix(mesh) : door;
    int stalled = 2;
    int count = 2_000;
    long first = lastSeq();
    List<EventFeed> slow = new ArrayList<>();
    for (int i = 0; i < stalled; i++) {
      slow.add(EventFeed.of(place.openNarrow(), place.request("GET", "/events/stream", null)));
    }
    long before = residentKiB();
    try (EventFeed good = place.follow("")) {
      List<Long> latencies = new ArrayList<>();
      var reading =
          CompletableFuture.supplyAsync(
              () -> {
                List<Event> events = new ArrayList<>();
                while (events.size() < count) {
                  events.addAll(good.take(1));
                  Instant happened = Instant.parse(events.getLast().json().text("createdAt"));
                  latencies.add(Duration.between(happened, Instant.now()).toNanos());
                }
                return events;
              },
              THREADS);
      happenLoudly(count);

      assertThat(seqs(reading.join())).isEqualTo(numbers(first, first + count));
      Figures.print("events past %d readers that do not read".formatted(stalled), latencies);
      assertThat(latencies.stream().sorted().toList().get(count * 99 / 100))
          .as("p99 of the good reader, nanoseconds")
          .isLessThan(Duration.ofSeconds(1).toNanos());
      await("the good reader alone").until(() -> connections(overUnixSocket) == 1);
    }
    long grown = residentKiB() - before;
    Figures.print("broker grew by " + grown / 1024 + " MiB");
    assertThat(grown).as("KiB by which the broker grew").isLessThan(96 << 10);
    for (EventFeed each : slow) {
      assertCutOffAndResumes(each, place, first, count);
    }
  }

  /** It was cut off: what is left in the kernel ends in the middle, and from there it goes on. */
  private static void assertCutOffAndResumes(
      EventFeed feed, HttpDoor place, long first, int count) {
    List<Event> got = new ArrayList<>();
    // A kernel that sends to a narrow window takes ever longer pauses: not all need be waited for.
    for (Event event = feed.next(PAUSE);
        event != null && got.size() < count;
        event = feed.next(PAUSE)) {
      got.add(event);
    }
    feed.close();
    assertThat(got).hasSizeLessThan(count);
    long last = got.isEmpty() ? first : got.getLast().seq();
    try (EventFeed again = place.follow("", "Last-Event-ID: " + last)) {
      got.addAll(again.take((int) (first + count - last)));
    }
    assertThat(seqs(got)).isEqualTo(numbers(first, first + count));
  }

  private long connections(boolean overUnixSocket) throws IOException {
    return overUnixSocket
        ? Ports.connections(mesh.brokerPid(), mesh.data().resolve("http.sock"))
        : Ports.connections(mesh.brokerPid(), door.port());
  }

  private long residentKiB() throws IOException {
    return Processes.residentKiB(mesh.brokerPid());
  }

  @Test
  void whoReadsNothingIsCutOffInTime() throws IOException {
    long pid = mesh.brokerPid();
    EventFeed feed = EventFeed.of(door.openNarrow(), door.request("GET", "/events/stream", null));
    long began = System.nanoTime();
    happenLoudly(2_000);

    // It was stopped by a full buffer while that happened, and 5 s later it was cut off.
    await().atMost(Duration.ofSeconds(15)).until(() -> Ports.connections(pid, door.port()) == 0);

    double seconds = (System.nanoTime() - began) / 1e9;
    Figures.print("reader that reads nothing: cut off after %.1f s".formatted(seconds));
    assertThat(seconds).isGreaterThan(5.0);
    feed.close();
  }

  @Test
  void stoppedBrokerEndsItsStreams() {
    List<EventFeed> feeds = IntStream.range(0, 10).mapToObj(_ -> door.follow("")).toList();
    long pid = mesh.brokerPid();
    long began = System.nanoTime();

    Processes.signal("TERM", pid);

    assertThat(feeds).allSatisfy(feed -> assertThat(feed.next()).isNull());
    mesh.awaitEnd(pid);
    Figures.print(
        "broker with 10 streams stopped in %.1f s".formatted((System.nanoTime() - began) / 1e9));
    assertThat(System.nanoTime() - began).isLessThan(Duration.ofSeconds(5).toNanos());
    feeds.forEach(EventFeed::close);
  }

  @Test
  void aHundredReadersGetTheSame() {
    long first = lastSeq();
    int count = 200;
    List<EventFeed> feeds = IntStream.range(0, 100).mapToObj(_ -> door.follow("")).toList();
    List<CompletableFuture<List<Event>>> reading =
        feeds.stream()
            .map(feed -> CompletableFuture.supplyAsync(() -> feed.take(count), THREADS))
            .toList();
    long began = System.nanoTime();

    happen(count);

    assertThat(reading)
        .allSatisfy(each -> assertThat(seqs(each.join())).isEqualTo(numbers(first, first + count)));
    Figures.print(
        "100 readers, %d events: %.2f s".formatted(count, (System.nanoTime() - began) / 1e9));
    feeds.forEach(EventFeed::close);
  }
}
