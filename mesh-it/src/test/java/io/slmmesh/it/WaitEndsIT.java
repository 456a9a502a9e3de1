package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Mesh;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Waits that nobody wants any more; the broker's log must not take them for failures. */
class WaitEndsIT {
  private final Mesh mesh = Mesh.create();

  @AfterEach
  void end() {
    mesh.close();
  }

  @Test
  void cancelledWaitTakesNoMail() {
    Agent agent = mesh.agent().start();
    Agent sender = mesh.agent().start();
    String name = agent.name();
    CompletableFuture<Answer> waiting =
        agent.asking(
            "to-cancel",
            "tools/call",
            JsonObject.of(
                "name",
                "mesh_inbox",
                "arguments",
                JsonObject.of("waitSeconds", 50, "from", sender.id())));
    mesh.agent().start().knockUntilWaiting(name);

    agent.tell("notifications/cancelled", JsonObject.of("requestId", "to-cancel"));
    agent.ask("ping", JsonObject.EMPTY).result();
    sender.tool("mesh_send", "to", name, "message", "still here");

    assertThat(agent.mail()).endsWith("still here");
    assertThat(waiting).isNotDone();
  }

  @Test
  void mailThatComesTogetherWithACancellationIsReadOnce() {
    mesh.set("SLM_MESH_RATE", 1_000_000);
    Agent agent = mesh.agent().start();
    Agent sender = mesh.agent().start();
    String name = agent.name();
    JsonObject inbox =
        JsonObject.of("name", "mesh_inbox", "arguments", JsonObject.of("waitSeconds", 50));
    for (int round = 0; round < 300; round++) {
      String text = "m" + round;
      var waiting = agent.asking(text, "tools/call", inbox);
      if (round % 2 == 0) {
        agent.ask("ping", JsonObject.EMPTY).result();
      }

      var sending = sender.calling("mesh_send", "to", name, "message", text);
      agent.tell("notifications/cancelled", JsonObject.of("requestId", text));

      sender.await(sending).structured();
      var read = new ArrayList<String>();
      await("mail of round " + round)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> read.addAll(agent.mail()) || waiting.isDone());
      if (waiting.isDone()) {
        read.addAll(Answer.texts(waiting.join().structured(), "messages", "payload"));
      }
      assertThat(read).containsExactly(text);
    }
  }

  @Test
  void waitingCallDoesNotHoldUpTheEnd() {
    Agent agent = mesh.agent().start();
    agent.calling("mesh_inbox", "waitSeconds", 50);

    agent.closeStdin();

    assertThat(agent.bridge().await(Duration.ofSeconds(10)).code()).isZero();
  }
}
