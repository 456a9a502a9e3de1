package io.slmmesh.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Shell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** The other agent on the mesh of a client: somebody at the command line. */
public record Bob(Mesh mesh) {
  private static final String AS = "--as";
  private static final String NAME = "bob";

  /** The name of the one agent that bob sees, which must be this client. */
  public String findOnly(Client client) {
    List<JsonObject> peers =
        Answer.objects(ran("peers", "--json").json(), "peers").stream()
            .filter(peer -> !NAME.equals(peer.text("name")))
            .toList();
    assertThat(peers).hasSize(1);
    assertThat(peers.getFirst().text("agentType")).isEqualTo(client.agentType());
    return Objects.requireNonNull(peers.getFirst().text("name"));
  }

  /** Sends a message to it and gives the receipt. */
  public JsonObject send(Client client, String text) {
    return ran("send", findOnly(client), text, AS, NAME, "--json").json();
  }

  /** Whether the model is shown a message of bob, or told that one waits. */
  public static boolean isHeardIn(Asked asked, String text) {
    return asked.text().contains(text) || asked.text().contains("for you, from " + NAME);
  }

  /** Waits until the host of a recipient has taken the message into its inbox. */
  public void awaitOffered() {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> ran("inbox", "--sent", AS, NAME, "--json").out().contains("offeredAt"));
  }

  public void locks(Path file) {
    ran("lock", "acquire", file.toString(), AS, NAME);
  }

  private Shell.Ran ran(String... words) {
    Shell.Ran ran = Shell.of(mesh).run(words);
    assertThat(ran.code()).as(ran.toString()).isZero();
    return ran;
  }
}
