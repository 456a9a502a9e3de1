package io.slmmesh.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.judge.NodeProject;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Mesh;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A client that has worked off its prompt and waits for its user, in a terminal whose keys nobody
 * touches: whether a message makes it ask its model anew.
 */
public final class IdleSession implements AutoCloseable {
  private static final int WAKES = 5;
  private static final Pattern ANNOUNCEMENT = Pattern.compile("A message waits for you");

  private final Client client;
  private final Mesh mesh = Mesh.create();
  private final StubModel model;
  private final Stage stage;

  private IdleSession(NodeProject clients, Client client) {
    this.client = client;
    this.model = StubModel.start(client.title() + ", idle", joinsAndEnds(client, mesh));
    this.stage = Stage.of(clients, mesh, model);
  }

  /** Joins, and reads its mail when it is told of some and shown none. */
  private static Script joinsAndEnds(Client client, Mesh mesh) {
    return new Script()
        .when(
            asked ->
                asked.resultOf("mesh_status").isPresent() && announcements(asked) > read(asked),
            asked -> client.calling(asked, "mesh_inbox").orElseThrow())
        .when(asked -> asked.resultOf("mesh_status").isPresent(), _ -> Reply.say("done"))
        .elseJoins(client, mesh);
  }

  private static long announcements(Asked asked) {
    return ANNOUNCEMENT.matcher(asked.text()).results().count();
  }

  private static long read(Asked asked) {
    return asked.results().stream().filter(each -> each.call().endsWith("mesh_inbox")).count();
  }

  /** What the table says of the client. */
  public static String wakes(NodeProject clients, Client client) {
    try (var session = new IdleSession(clients, client)) {
      Optional<List<String>> command =
          client.interactive(session.stage, "Say who you are on the mesh.");
      if (command.isEmpty()) {
        return "not in this form";
      }
      try (Terminal _ = session.stage.open(command.get())) {
        session.wake();
      }
      return "yes";
    }
  }

  private void wake() {
    List<Long> millis = new ArrayList<>();
    model.await("the end of the first turn", asked -> asked.resultOf("mesh_status").isPresent());
    for (int number = 1; number <= WAKES; number++) {
      model.awaitQuiet();
      millis.add(wakeBy("the ferry at Rothenburg waits, for the " + number + ". time"));
    }
    assertThat(model.failures()).isEmpty();
    System.out.println(
        client.title()
            + " is woken within ms of "
            + millis
            + ", median "
            + millis.stream().sorted().toList().get(WAKES / 2));
  }

  /** From the message's place in the store to the request that carries it, or tells of it. */
  private long wakeBy(String text) {
    JsonObject receipt = new Bob(mesh).send(client, text);
    JsonObject recipient = Answer.objects(receipt, "recipients").getFirst();
    assertThat(recipient.text("reach")).as(receipt.toString()).isEqualTo("now");
    Instant sent = Instant.parse(Objects.requireNonNull(receipt.text("createdAt")));
    Asked asked =
        model.await(
            "a request after: " + text,
            each -> each.at().isAfter(sent) && Bob.isHeardIn(each, text));
    var _ = model.await("a request with: " + text, each -> each.text().contains(text));
    return Duration.between(sent, asked.at()).toMillis();
  }

  @Override
  public void close() {
    model.close();
    mesh.close();
  }
}
