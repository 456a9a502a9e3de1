package io.slmmesh.it;

import static io.slmmesh.it.mesh.Answer.number;
import static io.slmmesh.it.mesh.Answer.objects;
import static io.slmmesh.it.mesh.Answer.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Figures;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Processes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The broker is killed again and again while agents work. What was acknowledged is there, once and
 * in order; every call is answered; everybody stays who they are and keeps what they hold.
 */
class BrokerKillIT {
  private static final int KILLS = Integer.getInteger("slm.mesh.kills", 100);
  private static final int SENDERS = 4;
  private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

  private final long seed = Long.getLong("slm.mesh.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger acknowledged = new AtomicInteger();

  @Test
  void nothingAcknowledgedIsLostOrDoubledByAHundredKills() {
    Figures.print("broker kills: seed " + seed);
    try (Mesh mesh = Mesh.create().set("SLM_MESH_RATE", 1_000_000)) {
      Agent receiver = mesh.agent().client("receiver").start();
      String receiverName = receiver.name();
      List<Sender> senders =
          IntStream.range(0, SENDERS)
              .mapToObj(i -> new Sender("s" + i, mesh.agent().client("sender").start()))
              .toList();
      Agent thief = mesh.agent().client("thief").start();
      List<CompletableFuture<?>> work = new ArrayList<>();
      senders.forEach(
          sender -> work.add(CompletableFuture.runAsync(() -> sender.run(receiverName), THREADS)));
      List<String> received = new CopyOnWriteArrayList<>();
      AtomicBoolean sendersDone = new AtomicBoolean();
      var reading =
          CompletableFuture.runAsync(() -> receive(receiver, received, sendersDone), THREADS);
      var stealing = CompletableFuture.supplyAsync(() -> steal(thief), THREADS);

      long began = System.nanoTime();
      killAgainAndAgain(mesh, work, reading);
      Figures.print(
          KILLS + " kills in " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + " s");
      over.set(true);
      work.forEach(CompletableFuture::join);
      await().atMost(Duration.ofSeconds(20)).until(() -> received.size() >= acknowledged.get());
      sendersDone.set(true);
      reading.join();

      for (Sender sender : senders) {
        assertThat(received.stream().filter(text -> text.startsWith(sender.label + ":")).toList())
            .as("what %s sent, seed %d", sender.label, seed)
            .isEqualTo(sender.acknowledged);
        sender.checkStillItself();
      }
      assertThat(received).hasSize(acknowledged.get());
      assertThat(stealing.join()).as("locks of living holders that were granted").isZero();
      assertThat(receiver.name()).isEqualTo(receiverName);
      checkEventLog(receiver);
      Figures.print(
          "calls, each answered once", senders.stream().flatMap(s -> s.took.stream()).toList());
    }
  }

  private void killAgainAndAgain(
      Mesh mesh, List<CompletableFuture<?>> work, CompletableFuture<?> reading) {
    for (int i = 0; i < KILLS; i++) {
      switch (random.nextInt(4)) {
        case 0 -> LockSupport.parkNanos(random.nextLong(TimeUnit.MILLISECONDS.toNanos(700)));
        case 1 -> mesh.brokerPid(); // as soon as there is a process again, ready or not
        default -> awaitProgress(1 + random.nextInt(60), work, reading);
      }
      mesh.killBroker();
    }
  }

  private void awaitProgress(
      int calls, List<CompletableFuture<?>> work, CompletableFuture<?> reading) {
    int target = acknowledged.get() + calls;
    await("progress, seed " + seed)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> {
          work.stream().filter(CompletableFuture::isDone).forEach(CompletableFuture::join);
          if (reading.isDone()) {
            reading.join();
          }
          return acknowledged.get() >= target;
        });
  }

  private void receive(Agent receiver, List<String> received, AtomicBoolean sendersDone) {
    boolean last = false;
    while (!last) {
      last = sendersDone.get();
      JsonObject page = receiver.tool("mesh_inbox", "limit", 100, "waitSeconds", last ? 0 : 1);
      received.addAll(texts(page, "messages", "payload"));
    }
  }

  /** Tries to get the senders' locks all the time; tells how many it got. */
  private int steal(Agent thief) {
    int stolen = 0;
    while (!over.get()) {
      for (int i = 0; i < SENDERS; i++) {
        JsonObject answer =
            thief.tool("mesh_lock", "action", "lock", "filePath", "s" + i + ".lock");
        stolen += Boolean.TRUE.equals(answer.get("granted")) ? 1 : 0;
      }
    }
    return stolen;
  }

  private void checkEventLog(Agent reader) {
    long seq = 0;
    int sent = 0;
    JsonObject page;
    do {
      page = reader.tool("mesh_events", "action", "read", "since", seq, "limit", 200);
      for (JsonObject event : objects(page, "events")) {
        assertThat(number(event, "seq")).isEqualTo(++seq);
        sent += "message_sent".equals(event.text("type")) ? 1 : 0;
      }
    } while (Boolean.TRUE.equals(page.get("more")));
    assertThat(sent).as("message_sent events").isEqualTo(acknowledged.get());
  }

  /** An agent that holds a lock and sends as fast as it is answered. */
  private final class Sender {
    private final String label;
    private final Agent agent;
    private final String identity;
    private final String lock;
    private final List<String> acknowledged = new ArrayList<>();
    private final List<Long> took = new ArrayList<>();

    Sender(String label, Agent agent) {
      this.label = label;
      this.agent = agent;
      this.lock = label + ".lock";
      agent.tool("mesh_lock", "action", "lock", "filePath", lock, "ttlMinutes", 60);
      this.identity = identity();
    }

    private String identity() {
      JsonObject held =
          objects(agent.tool("mesh_lock", "action", "query", "filePath", lock), "locks").getFirst();
      JsonObject self = agent.self();
      return String.join(
          " ",
          self.text("id"),
          self.text("name"),
          self.text("startedAt"),
          held.text("lockedById"),
          "" + number(held, "fencingToken"),
          held.text("expiresAt"));
    }

    void run(String to) {
      for (int i = 0; !over.get(); i++) {
        long began = System.nanoTime();
        agent.tool("mesh_send", "to", to, "message", label + ":" + i);
        took.add(System.nanoTime() - began);
        acknowledged.add(label + ":" + i);
        BrokerKillIT.this.acknowledged.incrementAndGet();
      }
    }

    void checkStillItself() {
      assertThat(identity()).as("id, name and lock of " + label).isEqualTo(identity);
    }
  }

  @Test
  void lockOfALiveHolderSurvivesTheRestart() {
    try (Mesh mesh = Mesh.create()) {
      Agent holder = mesh.agent().start();
      Agent other = mesh.agent().start();
      holder.tool("mesh_lock", "action", "lock", "filePath", "a.txt");
      long first = mesh.brokerPid();
      // The holder is too slow to be there when the other one asks the new broker.
      Processes.stop(holder.pid());
      mesh.killBroker();

      JsonObject refused = other.tool("mesh_lock", "action", "lock", "filePath", "a.txt");

      assertThat(mesh.brokerPid()).isNotEqualTo(first);
      assertThat(refused.get("granted")).isEqualTo(false);
      Processes.signal("CONT", holder.pid());
      assertThat(holder.tool("mesh_lock", "action", "lock", "filePath", "a.txt").get("granted"))
          .isEqualTo(true);
    }
  }

  @Test
  void lockOfAHolderThatDiedWithTheBrokerIsFreeAfterTheGrace() {
    try (Mesh mesh = Mesh.create().set("SLM_MESH_GRACE_MS", 1_500)) {
      Agent holder = mesh.agent().start();
      Agent other = mesh.agent().start();
      holder.tool("mesh_lock", "action", "lock", "filePath", "a.txt");
      String name = holder.name();
      Processes.stop(holder.pid());
      mesh.killBroker();
      holder.kill();

      JsonObject early = other.tool("mesh_lock", "action", "lock", "filePath", "a.txt");
      assertThat(early.get("granted")).isEqualTo(false);
      assertThat(early.text("heldBy")).isEqualTo(name);
      assertThat(texts(other.tool("mesh_peers"), "peers", "status"))
          .containsExactly("reconnecting");

      JsonObject left =
          other.tool(
              "mesh_events",
              "action",
              "read",
              "types",
              List.of("file_unlocked"),
              "since",
              0,
              "waitSeconds",
              10);
      assertThat(objects(left, "events").getFirst().object("payload").text("why"))
          .isEqualTo("holder_left");
      assertThat(other.tool("mesh_lock", "action", "lock", "filePath", "a.txt").get("granted"))
          .isEqualTo(true);
      assertThat(objects(other.tool("mesh_peers"), "peers")).isEmpty();
    }
  }

  @Test
  void waitingInboxOutlivesTheBroker() {
    try (Mesh mesh = Mesh.create()) {
      Agent receiver = mesh.agent().start();
      Agent sender = mesh.agent().start();
      String name = receiver.name();
      var waiting = receiver.calling("mesh_inbox", "waitSeconds", 50, "from", sender.id());
      sender.awaitWaits(1);

      mesh.killBroker();
      sender.tool("mesh_send", "to", name, "message", "after the crash");

      assertThat(texts(receiver.await(waiting).structured(), "messages", "payload"))
          .containsExactly("after the crash");
    }
  }

  @Test
  void progressOfAWaitCountsFromItsBeginningAlsoAfterTheRestart() {
    try (Mesh mesh = Mesh.create()) {
      Agent receiver = mesh.agent().start();
      Agent clock = mesh.agent().start();
      receiver.self();
      receiver.asking(
          "tools/call",
          JsonObject.of(
              "name",
              "mesh_inbox",
              "arguments",
              JsonObject.of("waitSeconds", 50),
              "_meta",
              JsonObject.of("progressToken", "t")));
      clock.tool("mesh_inbox", "waitSeconds", 1); // a second passes

      mesh.killBroker();

      int before = receiver.heard().notificationsLeft().size();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> receiver.heard().notificationsLeft().size() > before);
      JsonObject progress = receiver.heard().notificationsLeft().getLast();
      assertThat(progress.text("method")).isEqualTo("notifications/progress");
      assertThat(number(progress.object("params"), "progress")).isGreaterThanOrEqualTo(6);
    }
  }
}
