package io.slmmesh.it;

import static io.slmmesh.it.mesh.Answer.objects;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Figures;
import io.slmmesh.it.mesh.Mesh;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How sessions begin and end, and what the others see of it. */
class SessionEndsIT {
  private static final int DEATHS = 20;
  private static final Duration AT_ONCE = Duration.ofMillis(50);

  private final Mesh mesh = Mesh.create();

  @AfterEach
  void end() {
    mesh.close();
  }

  /** Its death is seen within 50 ms; on a machine full of other work at least mostly. */
  @Test
  void killedSessionHasLeftAtOnceAndItsLockIsFree() {
    Agent watcher = mesh.agent().start();
    String watchersName = watcher.name();
    watcher.tool("mesh_events", "action", "subscribe", "types", List.of("peer_left"));
    List<Agent> victims =
        Stream.generate(() -> mesh.agent().stateless().open()).limit(DEATHS).toList();
    victims.forEach(victim ->
        assertThat(lock(victim, "of-" + victim.pid())).as("granted to the victim").isTrue());
    var left = new ArrayList<Long>();
    var free = new ArrayList<Long>();
    for (Agent victim : victims) {
      kill(victim, watcher, left, free);
    }

    Figures.print("kill -9 of a session until peer_left is read", left);
    Figures.print("kill -9 of a session until its lock is granted to another", free);
    assertThat(middle(left)).isLessThan(AT_ONCE);
    assertThat(middle(free)).isLessThan(AT_ONCE.multipliedBy(2));
    assertThat(Duration.ofNanos(Collections.max(free))).isLessThan(Duration.ofSeconds(2));
    assertThat(unlockings(watcher))
        .filteredOn(payload -> !watchersName.equals(payload.text("lockedBy")))
        .hasSize(DEATHS)
        .allSatisfy(payload -> assertThat(payload.text("why")).isEqualTo("holder_left"));
  }

  private static boolean lock(Agent agent, String file) {
    return Boolean.TRUE.equals(
        agent.tool("mesh_lock", "action", "lock", "filePath", file).get("granted"));
  }

  private static void kill(Agent victim, Agent watcher, List<Long> left, List<Long> free) {
    String name = victim.name();
    CompletableFuture<Answer> waiting =
        watcher.calling("mesh_events", "action", "read", "waitSeconds", 20);
    assertThat(waiting).isNotDone();

    long killed = System.nanoTime();
    victim.kill();

    Answer seen = watcher.await(waiting);
    assertThat(lock(watcher, "of-" + victim.pid())).as("granted to the next").isTrue();
    free.add(System.nanoTime() - killed);
    left.add(seen.atNanos() - killed);
    JsonObject event = objects(seen.structured(), "events").getFirst();
    assertThat(event.object("payload").text("name")).isEqualTo(name);
  }

  private static Duration middle(List<Long> nanos) {
    return Duration.ofNanos(nanos.stream().sorted().toList().get(nanos.size() / 2));
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
  void connectingIsNotJoining() {
    mesh.set("SLM_MESH_JOIN_MS", 600_000);
    Agent watcher = mesh.agent().start();
    String first = watcher.name();
    Agent visitor = mesh.agent().start();
    visitor.ask("tools/list", JsonObject.EMPTY).result();
    visitor.close();

    String second = mesh.agent().start().name();

    await()
        .during(Duration.ofMillis(300))
        .until(() -> joined(watcher), List.of(first, second)::equals);
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
