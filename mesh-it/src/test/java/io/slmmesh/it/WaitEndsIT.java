package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Mesh;
import java.time.Duration;
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
  void waitingCallDoesNotHoldUpTheEnd() {
    Agent agent = mesh.agent().start();
    agent.calling("mesh_inbox", "waitSeconds", 50);

    agent.closeStdin();

    assertThat(agent.bridge().await(Duration.ofSeconds(10)).code()).isZero();
  }
}
