package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.Version;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Image;
import io.slmmesh.it.mesh.Mesh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No broker can be had any more, and the agent has written more than a bridge holds. */
class CutOffIT {
  private static final String LARGE = notification("x".repeat(900_000));

  @TempDir private Path place;

  private static String notification(String text) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"none\",\"params\":{\"a\":\"" + text + "\"}}";
  }

  @Test
  void bridgeThatCanTakeNothingInStillSeesThatItsAgentHasLeft() throws IOException {
    Image image = Image.underTest().as(Version.VALUE, place);
    try (Mesh mesh = Mesh.create()) {
      Agent agent = mesh.agent().from(image).start();
      agent.self();
      Files.delete(image.launcher());
      mesh.killBroker();

      // Three are held, one is in the bridge's hand, one in the pipe, before the end.
      for (String line : new String[] {LARGE, LARGE, LARGE, notification("4"), notification("5")}) {
        agent.raw(line);
      }
      agent.closeStdin();

      assertThat(agent.bridge().await(Duration.ofSeconds(20)).code()).isZero();
    }
  }
}
