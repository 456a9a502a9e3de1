package io.slmmesh.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.it.judge.NodeProject;
import io.slmmesh.it.mesh.Mesh;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A client that gets a message between two calls of its model: which request is the first to show
 * the message, and by what it came there. No tool of the mesh is called for it.
 */
public record RunningTurn(NodeProject clients, Client client) {
  private static final String PROMPT = "Say who you are on the mesh, then write the file.";
  private static final String MESSAGE = "the ferry at Rothenburg is late";

  /** What the table says of the client. */
  public static String joins(NodeProject clients, Client client) {
    var turn = new RunningTurn(clients, client);
    String seen =
        Stream.of(turn.byInbox(), turn.byHooks())
            .flatMap(Optional::stream)
            .collect(Collectors.joining("; "));
    return seen.isEmpty() ? "not in this form" : seen;
  }

  private Optional<String> byInbox() {
    return seen(
        true,
        (stage, mailed) -> {
          Optional<List<String>> command = client.interactive(stage, PROMPT);
          if (command.isEmpty()) {
            return Optional.empty();
          }
          try (Terminal _ = stage.open(command.get())) {
            return Optional.of(when(stage.model(), mailed) + ", " + client.inbox());
          }
        });
  }

  private Optional<String> byHooks() {
    return seen(
        false,
        (stage, mailed) ->
            client
                .hooked(stage, PROMPT)
                .map(command -> {
                  var _ = stage.run(command);
                  return when(stage.model(), mailed) + ", hooks";
                }));
  }

  private Optional<String> seen(
      boolean inbox, BiFunction<Stage, CompletableFuture<Asked>, Optional<String>> play) {
    String name = client.title() + (inbox ? ", busy" : ", busy, hooked");
    var mailed = new CompletableFuture<Asked>();
    try (Mesh mesh = Mesh.create();
        StubModel model = StubModel.start(name, mailed(mesh, mailed, inbox))) {
      return play.apply(Stage.of(clients, mesh, model), mailed);
    }
  }

  /** The message is there before the tool is called that ends this turn. */
  private Script mailed(Mesh mesh, CompletableFuture<Asked> mailed, boolean inbox) {
    return new Script()
        .when(_ -> mailed.isDone(), _ -> Reply.say("done"))
        .when(
            asked -> asked.resultOf("mesh_status").isPresent(),
            asked -> {
              var bob = new Bob(mesh);
              bob.send(client, MESSAGE);
              if (inbox) {
                bob.awaitOffered();
              }
              mailed.complete(asked);
              return client.writing(asked, mesh.work().resolve("free.txt"));
            })
        .elseJoins(client, mesh);
  }

  /** Whether the request with the tool's result is the one that shows the message. */
  private static String when(StubModel model, CompletableFuture<Asked> mailed) {
    Asked shown = model.await("the message", asked -> Bob.isHeardIn(asked, MESSAGE));
    assertThat(model.failures()).isEmpty();
    int before = mailed.join().results().size();
    Asked next = model.await("the result", asked -> asked.results().size() > before);
    return shown.equals(next) ? "yes" : "after it";
  }
}
