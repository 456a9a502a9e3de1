package io.slmmesh.it.client;

import static org.awaitility.Awaitility.await;

import io.slmmesh.it.mesh.Mesh;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What the stub model does: the first rule that fits a request answers it. A request that no rule
 * fits, such as one for a title of the session, is answered with a word.
 */
public final class Script {
  private static final int TRIES = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<Function<Asked, Optional<Reply>>> rules = new ArrayList<>();

  public Script when(Predicate<Asked> fits, Function<Asked, Reply> then) {
    return orElse(asked -> Optional.of(asked).filter(fits).map(then));
  }

  /** A rule that fits what it has a reply to. */
  public Script orElse(Function<Asked, Optional<Reply>> rule) {
    rules.add(rule);
    return this;
  }

  /**
   * At last the rules by which a client becomes a session: its model asks who it is. In a terminal
   * a model may be asked before the client has found its tools: this one takes its time.
   */
  public Script elseJoins(Client client, Mesh mesh) {
    return orElse(asked -> client.calling(asked, "mesh_status"))
        .orElse(_ -> {
          await().atMost(PATIENCE).until(() -> Stage.wasHeard(mesh, "\"tools/list\""));
          return Optional.empty();
        })
        .elseJoins(client);
  }

  /** The same where nobody hears what the client says to its server. */
  Script elseJoins(Client client) {
    return orElse(asked -> client.calling(asked, "mesh_status"))
        .orElse(asked -> client.loading(asked).filter(_ -> asked.results().size() < TRIES));
  }

  Reply reply(Asked asked) {
    return rules.stream()
        .map(rule -> rule.apply(asked))
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(Reply.say("ok"));
  }
}
