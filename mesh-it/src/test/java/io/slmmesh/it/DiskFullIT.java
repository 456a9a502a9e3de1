package io.slmmesh.it;

import static io.slmmesh.it.mesh.Answer.number;
import static io.slmmesh.it.mesh.Answer.objects;
import static io.slmmesh.it.mesh.Answer.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.HttpAnswer;
import io.slmmesh.it.mesh.HttpDoor;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The disk of the data directory is full: who wants to change something is told so, who reads is
 * served, nothing acknowledged is lost, and all goes on, without a restart, once there is space.
 */
class DiskFullIT {
  private static final int MEGABYTES = 6;
  private static final int TRIES = 400;
  private static final String FILLER = ":" + "x".repeat(3_000);

  private final List<String> acknowledged = new ArrayList<>();
  private final List<String> received = new ArrayList<>();
  private int attempts;

  private SmallDisk disk;
  private Mesh mesh;
  private Agent ann;
  private Agent bob;
  private String bobsName;
  private long broker;

  @BeforeEach
  void twoAgentsOnASmallDisk() throws IOException {
    disk = SmallDisk.of(MEGABYTES);
    mesh = Mesh.at(disk.place()).set("SLM_MESH_HEARTBEAT_MS", 300);
    ann = mesh.agent().start();
    bob = mesh.agent().start();
    ann.self();
    bobsName = bob.name();
    broker = mesh.brokerPid();
    ann.tool("mesh_state", "action", "set", "key", "port", "value", "8080");
    ann.tool("mesh_lock", "action", "lock", "filePath", "a.txt");
    sendToBob();
    // The HTTP face makes its token while it opens: not on a full disk.
    await().until(() -> Files.exists(disk.place().resolve("port")));
  }

  @AfterEach
  void nothingAcknowledgedIsLost() throws IOException {
    if (disk == null) {
      return;
    }
    try (SmallDisk unmounted = disk;
        Mesh ended = mesh) {
      unmounted.free();
      sendToBob();
      ended.killBroker();
      receive();
      assertThat(received).isEqualTo(acknowledged);
      assertThat(
              ann.tool("mesh_state", "action", "get", "key", "port").object("entry").text("value"))
          .isEqualTo("8080");
      assertThat(bob.tool("mesh_lock", "action", "lock", "filePath", "a.txt").get("granted"))
          .isEqualTo(false);
      assertThat(sentEvents()).isEqualTo(acknowledged.size());
    }
  }

  /** Bob reads what there is. */
  private void receive() {
    JsonObject page;
    do {
      page = bob.tool("mesh_inbox", "filter", "unread", "limit", 100);
      received.addAll(labels(page));
    } while (Boolean.TRUE.equals(page.get("more")));
  }

  private static List<String> labels(JsonObject page) {
    return texts(page, "messages", "payload").stream()
        .map(text -> text.substring(0, text.indexOf(':')))
        .toList();
  }

  private long sentEvents() {
    long seq = 0;
    long sent = 0;
    JsonObject page;
    do {
      page = ann.tool("mesh_events", "action", "read", "since", seq, "limit", 200);
      for (JsonObject event : objects(page, "events")) {
        assertThat(number(event, "seq")).isEqualTo(++seq);
        sent += "message_sent".equals(event.text("type")) ? 1 : 0;
      }
    } while (Boolean.TRUE.equals(page.get("more")));
    return sent;
  }

  /** Sends until that is refused, and returns how. */
  private String refusedSend() {
    for (int i = 0; i < TRIES; i++) {
      Answer answer = sendToBob();
      if (answer.isToolError()) {
        return answer.refusal();
      }
    }
    throw new AssertionError("a full disk took " + TRIES + " messages");
  }

  private Answer sendToBob() {
    String label = "" + attempts++;
    Answer answer = ann.call("mesh_send", "to", bobsName, "message", label + FILLER);
    if (!answer.isToolError()) {
      acknowledged.add(label);
    }
    return answer;
  }

  /** What was written already may leave room for a few small changes; then they are refused. */
  private static String refusal(Agent agent, String tool, Object... arguments) {
    for (int i = 0; i < TRIES; i++) {
      Answer answer = agent.call(tool, arguments);
      if (answer.isToolError()) {
        return answer.refusal();
      }
    }
    throw new AssertionError("a full disk took " + TRIES + " calls of " + tool);
  }

  private void fill() throws IOException {
    disk.fill();
    assertSaysWhatToDo(refusedSend());
  }

  private static void assertSaysWhatToDo(String refusal) {
    assertThat(refusal).contains("disk").contains("full").contains("free some space");
  }

  @Test
  void changesAreRefusedReadsAreServedAndSpaceHealsAll() throws IOException {
    fill();

    assertSaysWhatToDo(refusal(ann, "mesh_summary", "summary", "s".repeat(2_000)));
    assertSaysWhatToDo(refusal(ann, "mesh_state", "action", "set", "key", "k", "value", FILLER));
    assertSaysWhatToDo(refusal(ann, "mesh_lock", "action", "lock", "filePath", "b.txt"));
    assertSaysWhatToDo(refusal(ann, "mesh_events", "action", "subscribe"));
    assertReadsAreServed(ann);
    assertReadsAreServed(bob);
    assertThat(labels(bob.tool("mesh_inbox", "peek", true, "limit", 20)))
        .isEqualTo(acknowledged.subList(0, Math.min(20, acknowledged.size())));

    disk.free();
    assertThat(sendToBob().isToolError()).isFalse();
    assertThat(ann.tool("mesh_lock", "action", "lock", "filePath", "b.txt").get("granted"))
        .isEqualTo(true);
    assertThat(mesh.brokerPid()).isEqualTo(broker);
  }

  private static void assertReadsAreServed(Agent agent) {
    assertThat(objects(agent.tool("mesh_peers"), "peers")).hasSize(1);
    assertThat(agent.tool("mesh_state", "action", "get", "key", "port").get("found"))
        .isEqualTo(true);
    assertThat(objects(agent.tool("mesh_state", "action", "list"), "entries")).isNotEmpty();
    assertThat(texts(agent.tool("mesh_lock", "action", "query"), "locks", "filePath")).isNotEmpty();
    assertThat(objects(agent.tool("mesh_events", "action", "read"), "events")).isNotEmpty();
    assertThat(number(agent.tool("mesh_status").object("peers"), "active")).isEqualTo(2);
  }

  @Test
  void mailThatIsReadMeanwhileIsMarkedReadOnceThereIsSpace() throws IOException {
    fill();

    receive();
    receive();
    assertThat(received).isEqualTo(acknowledged);

    disk.free();
    await().atMost(Duration.ofSeconds(10)).until(() -> firstSent().has("readAt"));
  }

  private JsonObject firstSent() {
    return objects(ann.tool("mesh_inbox", "sent", true), "messages").getFirst();
  }

  @Test
  void programsAreToldSoByStatus507() throws IOException {
    HttpDoor door = HttpDoor.tcp(mesh);
    door.register("prog", mesh.work());
    fill();

    JsonObject refusal = storeUntilRefused(door).refused(507, "storage_full");
    assertSaysWhatToDo(String.valueOf(refusal.text("error")));
    door.get("/status").ok();
    door.post("/peers", "peerId", "prog").ok();

    disk.free();
    store(door).ok();
  }

  private static HttpAnswer store(HttpDoor door) {
    return door.post("/state", "peerId", "prog", "action", "set", "key", "k", "value", FILLER);
  }

  private static HttpAnswer storeUntilRefused(HttpDoor door) {
    for (int i = 0; i < TRIES; i++) {
      HttpAnswer answer = store(door);
      if (answer.status() != 200) {
        return answer;
      }
    }
    throw new AssertionError("a full disk took " + TRIES + " values");
  }

  @Test
  void newcomerIsToldAndJoinsOnceThereIsSpace() throws IOException {
    fill();
    Agent late = mesh.agent().start();

    assertSaysWhatToDo(refusal(late, "mesh_status"));

    disk.free();
    assertThat(late.name()).isNotBlank();
    assertThat(late.heard().notificationsLeft()).isEmpty();
  }

  @Test
  void whoDiesMeanwhileHasLeftOnceThereIsSpace() throws IOException {
    Agent carl = mesh.agent().start();
    String name = carl.name();
    carl.tool("mesh_lock", "action", "lock", "filePath", "c.txt");
    fill();
    refusal(ann, "mesh_lock", "action", "lock", "filePath", "b.txt");
    carl.kill();
    await().until(() -> texts(ann.tool("mesh_peers"), "peers", "status").contains("away"));

    disk.free();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> !texts(ann.tool("mesh_peers"), "peers", "name").contains(name));
    assertThat(ann.tool("mesh_lock", "action", "lock", "filePath", "c.txt").get("granted"))
        .isEqualTo(true);
  }
}
