package io.slmmesh.it;

import static io.slmmesh.it.mesh.Answer.number;
import static io.slmmesh.it.mesh.Answer.objects;
import static io.slmmesh.it.mesh.Answer.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.Version;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Figures;
import io.slmmesh.it.mesh.Image;
import io.slmmesh.it.mesh.Mesh;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A newer version arrives while sessions of an older one live: the older broker makes room, the
 * newer one takes over, and nobody notices.
 */
class UpgradeIT {
  private static final int SENDERS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

  @TempDir private static Path place;
  private static Image newer;
  private static Image newest;

  private final Mesh mesh = Mesh.create().set("SLM_MESH_RATE", 1_000_000);

  @BeforeAll
  static void imagesOfLaterVersions() throws IOException {
    newer = Image.underTest().as("7.1.0", place);
    newest = Image.underTest().as("7.2.0", place);
  }

  @AfterEach
  void end() {
    mesh.close();
  }

  @Test
  void liveSessionsCarryOnAsThemselves() {
    Agent ann = mesh.agent().client("claude-code").start();
    Agent bob = mesh.agent().stateless().start();
    String bobsName = bob.name();
    ann.tool("mesh_lock", "action", "lock", "filePath", "a.txt", "ttlMinutes", 60);
    ann.tool("mesh_summary", "summary", "upgrading");
    bob.tool("mesh_send", "to", ann.name(), "message", "unread");
    String identity = identity(ann);
    CompletableFuture<Answer> waiting =
        bob.calling("mesh_inbox", "waitSeconds", 50, "from", ann.id());
    ann.awaitWaits(1);
    long older = mesh.brokerPid();

    Agent newcomer = mesh.agent().from(newer).start();

    JsonObject status = newcomer.tool("mesh_status");
    assertThat(status.text("version")).isEqualTo("7.1.0");
    assertThat(status.object("lastStop").text("reason")).isEqualTo("replaced by version 7.1.0");
    mesh.awaitEnd(older);
    assertThat(mesh.brokerPid()).isNotEqualTo(older);
    assertThat(newcomer.tool("mesh_lock", "action", "lock", "filePath", "a.txt").get("granted"))
        .isEqualTo(false);
    assertThat(waiting).isNotDone();
    assertThat(identity(ann)).isEqualTo(identity);
    ann.tool("mesh_send", "to", bobsName, "message", "from the new world");
    assertThat(texts(bob.await(waiting).structured(), "messages", "payload"))
        .containsExactly("from the new world");
    assertThat(ann.mail()).containsExactly("unread");
    assertThat(bob.mail()).isEmpty();
    assertThat(events(ann, "peer_joined")).hasSize(3);
    assertThat(events(ann, "peer_left")).isEmpty();
    assertThat(events(ann, "file_unlocked")).isEmpty();
  }

  private static String identity(Agent agent) {
    JsonObject self = agent.self();
    JsonObject held = objects(agent.tool("mesh_lock", "action", "query"), "locks").getFirst();
    return String.join(
        " ",
        self.text("id"),
        self.text("name"),
        self.text("startedAt"),
        self.text("summary"),
        held.text("lockedById"),
        "" + number(held, "fencingToken"),
        held.text("expiresAt"));
  }

  private static List<JsonObject> events(Agent agent, String type) {
    return objects(
        agent.tool("mesh_events", "action", "read", "types", List.of(type), "since", 0), "events");
  }

  @Test
  void olderSessionIsServedByANewerBroker() {
    Agent modern = mesh.agent().from(newer).start();
    String name = modern.name();
    long broker = mesh.brokerPid();

    Agent old = mesh.agent().start();

    assertThat(old.ask("tools/list", JsonObject.EMPTY).result().get("tools")).isNotNull();
    assertThat(old.tool("mesh_status").text("version")).isEqualTo("7.1.0");
    assertThat(old.tool("mesh_lock", "action", "lock", "filePath", "a.txt").get("granted"))
        .isEqualTo(true);
    old.tool("mesh_send", "to", name, "message", "hello");
    assertThat(modern.mail()).containsExactly("hello");
    assertThat(mesh.brokerPid()).isEqualTo(broker);
    assertThat(Version.VALUE).isNotEqualTo("7.1.0");
  }

  @Test
  void noCallFailsOrIsLostOrDoubledByUpgradesUnderLoad() {
    Agent receiver = mesh.agent().start();
    String to = receiver.name();
    List<Sender> senders =
        IntStream.range(0, SENDERS)
            .mapToObj(i -> new Sender("s" + i, mesh.agent().start()))
            .toList();
    var over = new AtomicBoolean();
    List<CompletableFuture<Void>> work =
        senders.stream()
            .map(s -> CompletableFuture.runAsync(() -> s.run(to, over), THREADS))
            .toList();

    for (Image next : List.of(newer, newest)) {
      awaitProgress(senders, work);
      assertThat(mesh.agent().from(next).start().tool("mesh_status").text("version"))
          .isEqualTo(next == newer ? "7.1.0" : "7.2.0");
    }
    awaitProgress(senders, work);
    // Whoever comes first, old or new: in the end the newest version serves.
    mesh.killBroker();
    awaitProgress(senders, work);
    over.set(true);
    work.forEach(CompletableFuture::join);

    List<String> received = new ArrayList<>();
    while (received.addAll(receiver.mail())) {
      continue;
    }
    for (Sender sender : senders) {
      assertThat(received.stream().filter(text -> text.startsWith(sender.label + ":")).toList())
          .as("what %s sent", sender.label)
          .isEqualTo(sender.acknowledged);
      assertThat(
              number(
                  receiver.tool("mesh_state", "action", "get", "key", sender.label).object("entry"),
                  "version"))
          .as("changes of %s's state", sender.label)
          .isEqualTo(sender.acknowledged.size());
    }
    assertThat(receiver.tool("mesh_status").text("version")).isEqualTo("7.2.0");
    Figures.print(
        "calls over two upgrades and a kill, each answered once",
        senders.stream().flatMap(sender -> sender.took.stream()).toList());
  }

  private static void awaitProgress(List<Sender> senders, List<CompletableFuture<Void>> work) {
    List<Integer> before = senders.stream().map(Sender::sent).toList();
    await()
        .atMost(PATIENCE)
        .until(() -> {
          work.stream().filter(CompletableFuture::isDone).forEach(CompletableFuture::join);
          return IntStream.range(0, SENDERS)
              .allMatch(i -> senders.get(i).sent() > before.get(i) + 10);
        });
  }

  /** An agent that changes something as fast as it is answered. */
  private static final class Sender {
    private final String label;
    private final Agent agent;
    private final List<String> acknowledged = new ArrayList<>();
    private final List<Long> took = new ArrayList<>();
    private volatile int sent;

    Sender(String label, Agent agent) {
      this.label = label;
      this.agent = agent;
    }

    int sent() {
      return sent;
    }

    void run(String to, AtomicBoolean over) {
      while (!over.get()) {
        String text = label + ":" + sent;
        long began = System.nanoTime();
        agent.tool("mesh_send", "to", to, "message", text);
        agent.tool("mesh_state", "action", "set", "key", label, "value", text);
        took.add(System.nanoTime() - began);
        acknowledged.add(text);
        sent = acknowledged.size();
      }
    }
  }
}
