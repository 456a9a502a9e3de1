package io.slmmesh.it;

import static io.slmmesh.it.mesh.Answer.number;
import static io.slmmesh.it.mesh.Answer.objects;
import static io.slmmesh.it.mesh.Answer.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Processes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Processes that stand still and go on, as a debugger, a full machine or a signal makes them. */
class FrozenIT {
  private static final Duration GONE = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Mesh mesh;
  private Agent watcher;
  private Agent frozen;
  private String name;
  private final List<Long> stopped = new ArrayList<>();

  @BeforeEach
  void twoSessions() {
    mesh =
        Mesh.create()
            .set("SLM_MESH_HEARTBEAT_MS", 200)
            .set("SLM_MESH_STALE_MS", 1_000)
            .set("SLM_MESH_DEAD_MS", GONE.toMillis());
    watcher = mesh.agent().start();
    frozen = mesh.agent().start();
    watcher.self();
    name = frozen.name();
    frozen.tool("mesh_lock", "action", "lock", "filePath", "a.txt");
  }

  @AfterEach
  void end() {
    stopped.forEach(pid -> Processes.signal("CONT", pid));
    mesh.close();
  }

  private void stop(long pid) {
    Processes.stop(pid);
    stopped.add(pid);
  }

  @Test
  void sessionThatHangsIsStaleThenGoneAndComesBackAsItself() {
    String id = frozen.id();
    stop(frozen.pid());
    CompletableFuture<Answer> asked =
        frozen.calling("mesh_send", "to", watcher.name(), "message", "written while it hung");

    await().atMost(PATIENCE).until(() -> seen("status"), List.of("stale")::equals);
    assertThat(lock(watcher)).as("granted while the holder is stale").isFalse();

    await().atMost(PATIENCE).until(() -> seen("name").isEmpty());
    assertThat(payloads("peer_left")).extracting(left -> left.text("name")).containsExactly(name);
    assertThat(payloads("file_unlocked"))
        .extracting(unlocked -> unlocked.text("why"))
        .containsExactly("holder_left");
    assertThat(lock(watcher)).as("granted after the holder has gone").isTrue();
    assertThat(
            texts(
                watcher.tool("mesh_send", "to", name, "message", "for later"),
                "recipients",
                "reach"))
        .containsExactly("away");
    assertThat(asked).isNotDone();

    Processes.signal("CONT", frozen.pid());

    assertThat(frozen.await(asked).isToolError()).isFalse();
    await().atMost(PATIENCE).until(() -> seen("status"), List.of("active")::equals);
    assertThat(frozen.id()).isEqualTo(id);
    assertThat(frozen.name()).isEqualTo(name);
    assertThat(lock(frozen)).as("granted to the one that came back").isFalse();
    assertThat(frozen.mail()).containsExactly("for later");
    assertThat(watcher.mail()).containsExactly("written while it hung");
    assertThat(payloads("peer_joined"))
        .extracting(joined -> joined.text("name"))
        .containsExactly(watcher.name(), name, name);
  }

  private List<String> seen(String member) {
    return texts(watcher.tool("mesh_peers"), "peers", member);
  }

  private static boolean lock(Agent agent) {
    return Boolean.TRUE.equals(
        agent.tool("mesh_lock", "action", "lock", "filePath", "a.txt").get("granted"));
  }

  private List<JsonObject> payloads(String type) {
    JsonObject page =
        watcher.tool("mesh_events", "action", "read", "types", List.of(type), "since", 0);
    return objects(page, "events").stream().map(event -> event.object("payload")).toList();
  }

  @Test
  void brokerThatHangsMakesCallsWaitAndTheySucceedOnce() {
    long broker = mesh.brokerPid();
    stop(broker);
    List<CompletableFuture<Answer>> asked =
        IntStream.range(0, 20)
            .mapToObj(i -> watcher.calling("mesh_send", "to", name, "message", "m" + i))
            .toList();
    CompletableFuture<Answer> set =
        frozen.calling("mesh_state", "action", "set", "key", "k", "value", "v");
    Agent newcomer = mesh.agent().stateless().open();
    CompletableFuture<Answer> asking = newcomer.calling("mesh_status");
    await().atMost(PATIENCE).during(Duration.ofSeconds(2)).until(() -> noneDone(asked));
    assertThat(noneDone(List.of(set, asking))).isTrue();

    Processes.signal("CONT", broker);

    asked.forEach(answer -> assertThat(watcher.await(answer).isToolError()).isFalse());
    assertThat(number(frozen.await(set).structured().object("entry"), "version")).isEqualTo(1);
    assertThat(newcomer.await(asking).isToolError()).isFalse();
    assertThat(frozen.mail()).isEqualTo(IntStream.range(0, 20).mapToObj(i -> "m" + i).toList());
    assertThat(mesh.brokerPid()).isEqualTo(broker);
  }

  private static boolean noneDone(List<CompletableFuture<Answer>> answers) {
    return answers.stream().noneMatch(CompletableFuture::isDone);
  }

  /** A machine that wakes up: the broker a moment earlier than the sessions. */
  @Test
  void silenceThatTheBrokerSleptThroughCountsForNobody() {
    String id = frozen.id();
    long broker = mesh.brokerPid();
    stop(frozen.pid());
    stop(broker);
    CompletableFuture<Answer> asked = watcher.calling("mesh_status");
    await()
        .atMost(PATIENCE)
        .during(GONE.plusMillis(500))
        .failFast(() -> assertThat(asked).as(watcher.bridge().errors()).isNotDone())
        .until(() -> !asked.isDone());

    Processes.signal("CONT", broker);

    watcher.await(asked).structured();
    await()
        .atMost(PATIENCE)
        .during(Duration.ofMillis(500))
        .until(() -> !lock(watcher) && payloads("peer_left").isEmpty());
    Processes.signal("CONT", frozen.pid());
    assertThat(frozen.id()).isEqualTo(id);
    assertThat(lock(frozen)).as("renewed by its holder").isTrue();
  }
}
