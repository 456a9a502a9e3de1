package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Processes;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A machine that opens all its sessions at once. */
class ManyStartsIT {
  private static final int SESSIONS = 30;
  private static final int PATIENCE_SECONDS = 60;

  @Test
  void manySessionsAtOnceOnAnEmptyDirectoryAreServedByOneBroker() {
    try (Mesh mesh = Mesh.create()) {
      List<Agent> agents =
          Stream.generate(() -> mesh.agent().stateless().open()).limit(SESSIONS).toList();
      List<CompletableFuture<Answer>> asked =
          agents.stream().map(agent -> agent.calling("mesh_status")).toList();

      List<JsonObject> selves =
          asked.stream()
              .map(answer -> answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join())
              .map(answer -> answer.structured().object("self"))
              .toList();

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
