package io.slmmesh.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.it.judge.NodeProject;
import io.slmmesh.it.mesh.Mesh;
import java.util.List;
import java.util.Optional;

/** Whether a message that comes while a client's tools run is in the next request, unasked. */
public record RunningTurn(NodeProject clients, Client client) {
  private static final String PROMPT = "Say who you are on the mesh, then who else is there.";
  private static final String MESSAGE = "the ferry at Rothenburg is late";

  /** What the table says of the client. */
  public static String joins(NodeProject clients, Client client) {
    return new RunningTurn(clients, client).seen();
  }

  private String seen() {
    try (Mesh mesh = Mesh.create();
        StubModel model = StubModel.start(isSentMailWhileItWorks(mesh))) {
      Stage stage = Stage.of(clients, mesh, model);
      Optional<List<String>> command = client.interactive(stage, PROMPT);
      if (command.isEmpty()) {
        return "not in this form";
      }
      try (Terminal terminal = stage.open(command.get())) {
        Asked next = awaitResult(model, terminal);
        assertThat(model.failures()).isEmpty();
        assertThat(next.text()).contains(MESSAGE);
      } finally {
        model.keep(client.title() + ", busy");
      }
      return "yes, inbox";
    }
  }

  private static Asked awaitResult(StubModel model, Terminal terminal) {
    try {
      return model.await("a second result", asked -> asked.resultOf("mesh_peers").isPresent());
    } catch (RuntimeException e) {
      throw new AssertionError(model.failures() + "\n" + terminal.screen(), e);
    }
  }

  private Script isSentMailWhileItWorks(Mesh mesh) {
    return new Script()
        .when(asked -> asked.resultOf("mesh_peers").isPresent(), _ -> Reply.say("done"))
        .when(
            asked -> asked.resultOf("mesh_status").isPresent(),
            asked -> {
              var bob = new Bob(mesh);
              bob.send(client, MESSAGE);
              bob.awaitOffered();
              return client.calling(asked, "mesh_peers").orElseThrow();
            })
        .elseJoins(client);
  }
}
