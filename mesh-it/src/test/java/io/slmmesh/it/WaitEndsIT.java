package io.slmmesh.it;

import static io.slmmesh.it.mesh.Answer.objects;
import static io.slmmesh.it.mesh.Answer.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Figures;
import io.slmmesh.it.mesh.Mesh;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    sender.awaitWaits(1);

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

  /** The end of input is the end of patience: what waits is answered with what there is. */
  @Test
  void openWaitsAreAnsweredEmptyAtTheEndOfInput() {
    Agent sender = mesh.agent().start();
    Agent agent = mesh.agent().start();
    agent.self();
    CompletableFuture<Answer> mail =
        agent.calling("mesh_inbox", "waitSeconds", 50, "from", sender.id());
    CompletableFuture<Answer> events =
        agent.calling("mesh_events", "action", "read", "waitSeconds", 50);
    sender.awaitWaits(1);
    assertThat(mail).isNotDone();

    long closed = System.nanoTime();
    agent.closeStdin();

    assertThat(objects(agent.await(mail).structured(), "messages")).isEmpty();
    assertThat(agent.await(events).isToolError()).isFalse();
    assertThat(agent.bridge().await(Duration.ofSeconds(10)).code()).isZero();
    Figures.print("end of input until the bridge has ended", List.of(System.nanoTime() - closed));
  }

  /** A client that pipes its calls in and reads the answers: they count as read. */
  @Test
  void mailThatIsReadByAPipeIsMarkedRead() {
    Agent sender = mesh.agent().start();
    Agent first = mesh.agent().client("claude-code").env("CLAUDE_CODE_SESSION_ID", "p").start();
    String name = first.name();
    first.close();
    sender.tool("mesh_send", "to", name, "message", "for the pipe");

    Agent piped =
        mesh.agent().client("claude-code").stateless().env("CLAUDE_CODE_SESSION_ID", "p").open();
    CompletableFuture<Answer> asked = piped.calling("mesh_inbox");
    piped.closeStdin();

    assertThat(texts(piped.await(asked).structured(), "messages", "payload"))
        .containsExactly("for the pipe");
    assertThat(piped.bridge().await(Duration.ofSeconds(10)).code()).isZero();
    await()
        .until(() ->
            objects(sender.tool("mesh_inbox", "sent", true), "messages").getFirst().has("readAt"));
  }
}
