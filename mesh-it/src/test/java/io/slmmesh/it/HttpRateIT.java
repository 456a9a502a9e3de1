package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Figures;
import io.slmmesh.it.mesh.HttpAnswer;
import io.slmmesh.it.mesh.HttpDoor;
import io.slmmesh.it.mesh.HttpWire;
import io.slmmesh.it.mesh.Mesh;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A program may call 100 times in 10 s, whatever it calls itself; nobody else notices when it does.
 */
class HttpRateIT {
  private static final int CALLS = 100;

  private Mesh mesh;
  private HttpDoor owner;
  private JsonObject ann;
  private HttpDoor asAnn;

  @BeforeEach
  void twoPrograms() {
    mesh = Mesh.create().set("SLM_MESH_IDLE_MS", 600_000);
    mesh.broker();
    owner = HttpDoor.tcp(mesh);
    ann = owner.register("ann", mesh.work());
    owner.register("bob", mesh.work());
    asAnn = owner.as(ann.text("peerToken"));
  }

  @AfterEach
  void end() {
    mesh.close();
  }

  private static List<HttpAnswer> calls(HttpDoor door, int count, String path, Object... body) {
    List<HttpAnswer> answers = new ArrayList<>();
    String request = door.request("POST", path, Json.text(JsonObject.of(body)));
    try (HttpWire wire = door.open()) {
      for (int i = 0; i < count; i++) {
        answers.add(wire.send(request).answer());
      }
      return answers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long served(List<HttpAnswer> answers) {
    return answers.stream().filter(answer -> answer.status() == 200).count();
  }

  /** Uses up all that ann may. */
  private void exhaust() {
    await("ann is over her rate")
        .until(() -> calls(asAnn, CALLS / 2, "/peers").getLast().status() == 429);
  }

  @Test
  void soManyCallsAreServedAndTheNextIsToldWhenToTryAgain() {
    long began = System.nanoTime();
    List<HttpAnswer> answers = calls(asAnn, CALLS + 80, "/peers");
    double seconds = (System.nanoTime() - began) / 1e9;

    Figures.print(
        "rate: %d of %d calls served in %.2f s".formatted(served(answers), CALLS + 80, seconds));
    // What comes back while the calls are made is 10 a second.
    assertThat(served(answers)).isBetween((long) CALLS, (long) (CALLS + 1 + 10 * seconds));
    HttpAnswer refused =
        answers.stream().filter(answer -> answer.status() == 429).findFirst().orElseThrow();
    refused.refused(429, "rate_limited");
    assertThat(answers.subList(0, CALLS))
        .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
    long wait = Long.parseLong(Objects.requireNonNull(refused.header("retry-after")));
    assertThat(wait).isBetween(1L, 10L);
    await()
        .pollDelay(Duration.ofSeconds(wait))
        .atMost(Duration.ofSeconds(wait + 5))
        .until(() -> asAnn.post("/peers").status() == 200);
  }

  @Test
  void signsOfLifeAreNeverRefused() {
    exhaust();

    assertThat(served(calls(asAnn, 300, "/heartbeat"))).isEqualTo(300);
    assertThat(served(calls(owner, 100, "/heartbeat", "peerId", "ann"))).isEqualTo(100);
  }

  @Test
  void noOtherNameOrDoorOfTheSameProgramGivesMore() {
    HttpDoor unix = HttpDoor.unix(mesh);
    exhaust();

    for (String name : List.of("ann", "ANN", String.valueOf(ann.text("peerId")))) {
      assertNoMore(owner, "/peers", "peerId", name);
      assertNoMore(unix, "/summary", "peerId", name, "summary", "x");
    }
    assertNoMore(unix.as(asAnn.token()), "/status");
    assertNoMore(asAnn, "/summary", "peerId", "bob", "summary", "x");
    assertNoMore(asAnn, "/unregister", "peerId", "bob");
  }

  /** Who has calls of its own left would have all of these let in. */
  private static void assertNoMore(HttpDoor door, String path, Object... body) {
    int count = CALLS / 2;
    long began = System.nanoTime();
    List<HttpAnswer> answers = calls(door, count, path, body);
    double seconds = (System.nanoTime() - began) / 1e9;

    long letIn = answers.stream().filter(answer -> answer.status() != 429).count();
    // What comes back is 10 a second, also in the time that opening the connection took.
    assertThat(letIn)
        .as(path + " " + List.of(body))
        .isLessThanOrEqualTo((long) (10 + 10 * seconds));
    assertThat(letIn).isLessThan(count);
  }

  @Test
  void inventedProgramsCountForWhoInventsThem() {
    int refused = 0;
    for (int i = 0; i < CALLS + 100; i++) {
      HttpAnswer answer =
          owner.post("/send", "fromPeer", "invented-" + i, "toPeer", "bob", "payload", "x");
      assertThat(answer.status()).isIn(404, 429);
      refused += answer.status() == 429 ? 1 : 0;
    }

    assertThat(refused).isGreaterThan(10);
    assertThat(owner.post("/heartbeat", "peerId", "invented").status()).isIn(404, 429);
    owner.post("/peers", "peerId", "bob").ok();
  }

  @Test
  void nobodyElseIsSlowed() {
    Agent session = mesh.agent().start();
    exhaust();

    assertThat(served(calls(owner, 50, "/peers", "peerId", "bob"))).isEqualTo(50);
    for (int i = 0; i < 150; i++) {
      session.tool("mesh_peers");
    }
    asAnn.post("/peers");
    assertThat(served(calls(owner, 30, "/peers"))).as("of the owner, as nobody").isEqualTo(30);
  }

  @Test
  void theNumberIsASetting() {
    try (Mesh other = Mesh.create().set("SLM_MESH_HTTP_RATE", 5)) {
      other.broker();
      HttpDoor door = HttpDoor.tcp(other);

      assertThat(calls(door, 20, "/peers").subList(0, 5))
          .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
      HttpAnswer refused = calls(door, 20, "/peers").getLast();
      refused.refused(429, "rate_limited");
      assertThat(refused.json().text("error")).contains("5 calls in 10 s");
    }
  }
}
