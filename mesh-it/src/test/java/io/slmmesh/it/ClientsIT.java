package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.Json;
import io.slmmesh.it.client.Asked;
import io.slmmesh.it.client.Bob;
import io.slmmesh.it.client.Client;
import io.slmmesh.it.client.ClientsPage;
import io.slmmesh.it.client.IdleSession;
import io.slmmesh.it.client.LockedFile;
import io.slmmesh.it.client.Reply;
import io.slmmesh.it.client.RunningTurn;
import io.slmmesh.it.client.Script;
import io.slmmesh.it.client.SetUp;
import io.slmmesh.it.client.Sighting;
import io.slmmesh.it.client.Stage;
import io.slmmesh.it.client.StubModel;
import io.slmmesh.it.judge.NodeProject;
import io.slmmesh.it.mesh.Mesh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real coding agents from npm as sessions of the mesh, with a stub for their model. {@code
 * docs/clients.md} is what was last seen. The gate runs one of them, {@code -Pclients} all.
 */
class ClientsIT {
  private static final String PROMPT = "Say who you are on the mesh, then read your mail there.";
  private static final String MESSAGE = "the bridge at Wettin is closed on Thursday";
  private static final List<String> TOOLS =
      Stream.of("peers", "summary", "send", "inbox", "state", "lock", "events", "status")
          .map(tool -> "mesh_" + tool)
          .toList();

  /** With {@code -Pclients}. */
  private static final boolean ALL = Boolean.getBoolean("slm.mesh.clients");

  /** The smallest. */
  private static final String IN_THE_GATE = "Gemini";

  private static NodeProject clients;

  /** As locked, but packages for other machines, which not every registry has, may be missing. */
  @BeforeAll
  static void install() {
    if (ALL) {
      Path home = Path.of(System.getProperty("slm.mesh.clients.home"));
      clients = NodeProject.install(Path.of("src/test/clients"), home, "install", "--no-save");
    } else {
      Path sources = Path.of("src/test/client");
      clients = NodeProject.install(sources, Path.of("target/client"), "ci", "--omit=optional");
    }
  }

  /** All, or those whose title has the word that {@code -Dclients.only} gives; in the gate one. */
  static Stream<Client> clients() {
    String only = ALL ? System.getProperty("clients.only", "") : IN_THE_GATE;
    return Client.ALL.stream().filter(client -> client.title().contains(only));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("clients")
  void joinsOnceAndReadsItsMail(Client client) throws IOException {
    try (Mesh mesh = Mesh.create();
        StubModel model = StubModel.start(client.title(), readsItsMail(mesh, client))) {
      Stage stage = Stage.of(clients, mesh, model);
      stage.run(client, PROMPT);
      assertThat(model.failures()).isEmpty();
      boolean arrived = messageArrived(model);
      assertThat(arrived).as("the message in the request after the call").isTrue();
      String woken = IdleSession.wakes(clients, client);
      ClientsPage.tells(
          new Sighting(
              client.title(),
              version(client),
              Sighting.era(stage.heard()),
              tools(client, model),
              arrived,
              LockedFile.isDenied(clients, client),
              RunningTurn.joins(clients, client),
              woken,
              SetUp.worksAndIsUndone(clients, client)));
    }
  }

  /** Asks who it is, whereupon it gets mail; reads the mail; ends. */
  private static Script readsItsMail(Mesh mesh, Client client) {
    return new Script()
        .when(asked -> asked.resultOf("mesh_inbox").isPresent(), _ -> Reply.say("done"))
        .when(
            asked -> asked.resultOf("mesh_status").isPresent(),
            asked -> {
              new Bob(mesh).send(client, MESSAGE);
              return client.calling(asked, "mesh_inbox").orElseThrow();
            })
        .elseJoins(client, mesh);
  }

  /** How the model gets at all of the tools. */
  private static String tools(Client client, StubModel model) {
    Asked first = first(model, asked -> !asked.tools().isEmpty());
    Asked later = first(model, asked -> asked.resultOf("mesh_status").isPresent());
    if (offersAll(first)) {
      return "direct";
    } else if (offersAll(later)) {
      return "deferred";
    }
    assertThat(later.named()).as("named").hasSameSizeAs(TOOLS);
    return switch (client.calling(later, "mesh_inbox").orElseThrow()) {
      case Reply.Say say -> throw new AssertionError(say);
      case Reply.Call call -> "deferred, called through `" + call.tool() + "`";
      case Reply.Code code -> "deferred, called from a program in `" + code.tool() + "`";
    };
  }

  private static Asked first(StubModel model, Predicate<Asked> fits) {
    return model.asked().stream().filter(fits).findFirst().orElseThrow();
  }

  private static boolean offersAll(Asked asked) {
    return TOOLS.stream().allMatch(tool -> asked.offered(tool).isPresent());
  }

  /** Whether the request after the call is the first that shows the model what was sent. */
  private static boolean messageArrived(StubModel model) {
    Optional<Asked> withMessage =
        model.asked().stream().filter(asked -> asked.text().contains(MESSAGE)).findFirst();
    Optional<Asked> afterCall =
        model.asked().stream()
            .filter(asked -> asked.resultOf("mesh_inbox").isPresent())
            .findFirst();
    return withMessage.isPresent()
        && withMessage.equals(afterCall)
        && afterCall.flatMap(asked -> asked.resultOf("mesh_inbox")).orElse("").contains(MESSAGE);
  }

  private static String version(Client client) throws IOException {
    Path described = clients.module(client.npmPackage()).resolve("package.json");
    return String.valueOf(Json.object(Files.readString(described)).text("version"));
  }
}
