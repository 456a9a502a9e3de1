package io.slmmesh.it;

import static io.slmmesh.it.mesh.Answer.objects;
import static io.slmmesh.it.mesh.Answer.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Figures;
import io.slmmesh.it.mesh.Mesh;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A subscription outlives brokers: killed at any point, its reader misses nothing, and sees nothing
 * again that it has read.
 */
class SubscriptionIT {
  private static final int STEPS = 60;
  private static final int LARGEST_BURST = 12;
  private static final int KILL_EVERY = 6;

  private final long seed = Long.getLong("slm.mesh.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final List<String> caused = new ArrayList<>();
  private final List<String> read = new ArrayList<>();

  private Mesh mesh;
  private Agent subscriber;
  private Agent other;

  @BeforeEach
  void oneSubscriber() {
    mesh = Mesh.create().set("SLM_MESH_RATE", 1_000_000);
    subscriber = mesh.agent().start();
    other = mesh.agent().stateless().start();
    cause(3);
    caused.clear();
    subscriber.tool("mesh_events", "action", "subscribe", "types", List.of("state_changed"));
  }

  @AfterEach
  void end() {
    mesh.close();
  }

  /** Changes of state, between them what nobody subscribed to. */
  private void cause(int count) {
    for (int i = 0; i < count; i++) {
      String key = "k" + caused.size();
      other.tool("mesh_state", "action", "set", "key", key, "value", "v");
      other.tool("mesh_summary", "summary", key);
      caused.add(key);
    }
  }

  private void read(int limit) {
    take(subscriber.tool("mesh_events", "action", "read", "limit", limit));
  }

  private void take(JsonObject page) {
    assertThat(texts(page, "events", "type")).allMatch("state_changed"::equals);
    objects(page, "events")
        .forEach(event -> read.add(Objects.requireNonNull(event.object("payload").text("key"))));
  }

  private int pending() {
    return caused.size() - read.size();
  }

  /** The closing line tells how many are new, and there is none when none is. */
  private void checkNotice(String when) {
    List<String> lines = subscriber.call("mesh_peers").texts();
    String expected =
        pending() == 1
            ? "1 new event:"
            : (pending() >= 100 ? "100 or more" : pending()) + " new events:";
    if (pending() == 0) {
      assertThat(lines).as(when).hasSize(1);
    } else {
      assertThat(lines.getLast()).as(when).startsWith(expected);
    }
  }

  @Test
  void nothingIsMissedOrRepeatedHoweverOftenTheBrokerIsKilled() {
    Figures.print("subscription over kills: seed " + seed);
    int kills = 0;
    for (int step = 0; step < STEPS; step++) {
      cause(random.nextInt(LARGEST_BURST));
      if (random.nextBoolean()) {
        read(1 + random.nextInt(LARGEST_BURST));
      }
      if (random.nextInt(KILL_EVERY) == 0) {
        mesh.killBroker();
        kills++;
      }
      checkNotice("seed " + seed + ", step " + step);
      assertThat(read).as("seed %d, step %d", seed, step).isEqualTo(caused.subList(0, read.size()));
    }
    while (pending() > 0) {
      int before = pending();
      read(200);
      assertThat(pending()).as("seed %d", seed).isLessThan(before);
    }
    assertThat(read).as("seed %d", seed).isEqualTo(caused);
    checkNotice("seed " + seed + ", at the end");
    Figures.print(caused.size() + " events over " + kills + " kills, each read once");
  }

  @Test
  void waitingReadGoesOnWithTheNextBrokerAndEndsWithWhatComes() {
    CompletableFuture<Answer> waiting =
        subscriber.calling("mesh_events", "action", "read", "waitSeconds", 50);
    mesh.killBroker();
    assertThat(other.name()).isNotBlank();
    assertThat(waiting).isNotDone();

    cause(1);

    take(subscriber.await(waiting).structured());
    assertThat(read).isEqualTo(caused);
    checkNotice("after the wait");
  }
}
