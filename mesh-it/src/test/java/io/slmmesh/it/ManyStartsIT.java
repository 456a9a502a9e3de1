package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Figures;
import io.slmmesh.it.mesh.Gate;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Processes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A machine that opens all its sessions at once. */
class ManyStartsIT {
  private static final int SESSIONS = 30;
  private static final int PATIENCE_SECONDS = 60;
  private static final Duration AT_ONCE = Duration.ofMillis(10);

  @Test
  void manySessionsAtOnceOnAnEmptyDirectoryAreServedByOneBroker() throws IOException {
    try (Mesh mesh = Mesh.create();
        Gate gate = new Gate(mesh.root())) {
      List<Agent> agents =
          Stream.generate(() -> gate.hold(mesh.agent().stateless())).limit(SESSIONS).toList();
      List<CompletableFuture<Answer>> asked =
          agents.stream().map(agent -> agent.calling("mesh_status")).toList();
      assertThat(mesh.data()).doesNotExist();
      Duration within = gate.open(agents);
      assertThat(within).isLessThan(AT_ONCE);

      List<JsonObject> selves =
          asked.stream()
              .map(answer -> answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join())
              .map(answer -> answer.structured().object("self"))
              .toList();

      Figures.print(
          "%d sessions started within %.3f ms; their first steps lie within %.1f ms"
              .formatted(SESSIONS, within.toNanos() / 1e6, Gate.spread(agents).toNanos() / 1e6));
      assertThat(selves)
          .extracting(self -> self.text("id"))
          .doesNotContainNull()
          .doesNotHaveDuplicates();
      assertThat(selves)
          .extracting(self -> self.text("name"))
          .doesNotContainNull()
          .doesNotHaveDuplicates();
      assertThat(Answer.number(agents.getLast().tool("mesh_status").object("peers"), "total"))
          .isEqualTo(SESSIONS);
      assertThat(mesh.log().stream().filter(line -> line.contains("serving as process")))
          .hasSize(1);
      assertThat(Processes.brokersOf(mesh.data())).hasSize(1);
    }
  }
}
