package io.slmmesh.it;

import static io.slmmesh.it.mesh.Answer.objects;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Mesh;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How sessions begin and end, and what the others see of it. */
class SessionEndsIT {
  private static final int DEATHS = 10;

  private final Mesh mesh = Mesh.create();

  @AfterEach
  void end() {
    mesh.close();
  }

  @Test
  void killedSessionHasLeftAtOnceAndItsLockIsFree() {
    Agent watcher = mesh.agent().start();
    watcher.tool("mesh_events", "action", "subscribe", "types", List.of("peer_left"));
    var seen = new ArrayList<Duration>();
    for (int i = 0; i < DEATHS; i++) {
      seen.add(timeUntilDeathIsSeen(watcher));
    }
    Collections.sort(seen);

    System.out.printf(
        "kill -9 of a session until peer_left is read: p50 %d ms, max %d ms of %d%n",
        seen.get(DEATHS / 2).toMillis(), seen.getLast().toMillis(), DEATHS);
    assertThat(seen.getLast()).isLessThan(Duration.ofSeconds(1));
    assertThat(unlockings(watcher))
        .filteredOn(payload -> !watcher.name().equals(payload.text("lockedBy")))
        .hasSize(DEATHS)
        .allSatisfy(payload -> assertThat(payload.text("why")).contains("holder").contains("left"));
  }

  private Duration timeUntilDeathIsSeen(Agent watcher) {
    Agent victim = mesh.agent().start();
    String name = victim.name();
    assertThat(victim.tool("mesh_lock", "action", "lock", "filePath", "a.txt").get("granted"))
        .isEqualTo(true);
    CompletableFuture<Answer> waiting =
        watcher.calling("mesh_events", "action", "read", "waitSeconds", 20);
    assertThat(waiting).isNotDone();

    long killed = System.nanoTime();
    victim.kill();

    Answer answer = watcher.await(waiting);
    JsonObject left = objects(answer.structured(), "events").getFirst();
    assertThat(left.object("payload").text("name")).isEqualTo(name);
    assertThat(watcher.tool("mesh_lock", "action", "lock", "filePath", "a.txt").get("granted"))
        .isEqualTo(true);
    watcher.tool("mesh_lock", "action", "unlock", "filePath", "a.txt");
    return Duration.ofNanos(answer.atNanos() - killed);
  }

  private static List<JsonObject> unlockings(Agent watcher) {
    JsonObject page =
        watcher.tool(
            "mesh_events",
            "action",
            "read",
            "types",
            List.of("file_unlocked"),
            "since",
            0,
            "limit",
            200);
    return objects(page, "events").stream().map(event -> event.object("payload")).toList();
  }

  @Test
  void requestsPipedInAreAnsweredBeforeTheSessionEnds() {
    Agent reader = mesh.agent().start();
    String to = reader.name();
    Agent piped = mesh.agent().stateless().open();

    List<CompletableFuture<Answer>> sent =
        IntStream.range(0, 20)
            .mapToObj(i -> piped.calling("mesh_send", "to", to, "message", "m" + i))
            .toList();
    piped.closeStdin();

    sent.forEach(answer -> piped.await(answer).structured());
    assertThat(piped.bridge().await(Duration.ofSeconds(10)).code()).isZero();
    assertThat(reader.mail()).isEqualTo(IntStream.range(0, 20).mapToObj(i -> "m" + i).toList());
  }

  @Test
  void endOfInputEndsTheSessionPromptly() {
    Agent agent = mesh.agent().start();
    agent.self();

    long closed = System.nanoTime();
    agent.closeStdin();

    assertThat(agent.bridge().await(Duration.ofSeconds(10)).code()).isZero();
    assertThat(Duration.ofNanos(System.nanoTime() - closed)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void connectingIsNotJoiningUntilItLasts() {
    mesh.set("SLM_MESH_JOIN_MS", 2_000);
    Agent watcher = mesh.agent().start();
    String first = watcher.name();
    mesh.agent().start().close();

    // Whoever stays joins later than the one who left could have.
    Agent stayer = mesh.agent().start();
    await().atMost(Duration.ofSeconds(10)).until(() -> joined(watcher).size() > 1);

    assertThat(joined(watcher)).containsExactly(first, stayer.name());
    assertThat(events(watcher, "peer_left")).isEmpty();
  }

  @Test
  void sessionThatLastsJoinsWithoutACall() {
    mesh.set("SLM_MESH_JOIN_MS", 300);
    Agent watcher = mesh.agent().start();
    watcher.self();
    Agent silent = mesh.agent().start();

    await().atMost(Duration.ofSeconds(10)).until(() -> joined(watcher).size() == 2);
    assertThat(joined(watcher)).containsExactly(watcher.name(), silent.name());
    silent.close();

    await().atMost(Duration.ofSeconds(5)).until(() -> events(watcher, "peer_left").size() == 1);
  }

  private static List<String> joined(Agent watcher) {
    return events(watcher, "peer_joined").stream()
        .map(event -> Objects.requireNonNull(event.object("payload").text("name")))
        .toList();
  }

  private static List<JsonObject> events(Agent watcher, String type) {
    return objects(
        watcher.tool("mesh_events", "action", "read", "types", List.of(type), "since", 0),
        "events");
  }
}
