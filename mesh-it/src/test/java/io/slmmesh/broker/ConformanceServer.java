package io.slmmesh.broker;

import io.slmmesh.api.link.RuntimeDir;
import io.slmmesh.broker.clock.MeshClock;
import io.slmmesh.broker.config.Settings;
import io.slmmesh.broker.life.InstanceLock;
import io.slmmesh.broker.life.StopReason;
import java.io.IOException;
import java.util.Optional;

/**
 * The real broker, with tools and prompts more that the conformance suite calls by their names.
 * Ends when its standard input does.
 */
public final class ConformanceServer {
  private ConformanceServer() {}

  public static void main(String[] arguments) throws IOException {
    RuntimeDir dir = RuntimeDir.open(System.getenv());
    Optional<InstanceLock> lock =
        InstanceLock.take(dir.brokerLock(), MeshClock.system(), () -> false);
    try (InstanceLock _ = lock.orElseThrow()) {
      Broker broker =
          Broker.start(
              dir,
              new Settings(System.getenv()),
              MeshClock.system(),
              catalog -> catalog.and(FixtureTools.ALL, FixturePrompts.ALL));
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            awaitEndOfInput();
            broker.stop(StopReason.SIGNAL);
          });
      broker.awaitStop();
    }
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {}
    } catch (IOException e) {
      // As good as the end.
      return;
    }
  }
}
