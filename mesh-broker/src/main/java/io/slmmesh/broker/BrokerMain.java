package io.slmmesh.broker;

import io.slmmesh.api.link.LinkException;
import io.slmmesh.api.link.RuntimeDir;
import io.slmmesh.broker.clock.MeshClock;
import io.slmmesh.broker.config.Settings;
import io.slmmesh.broker.life.InstanceLock;
import io.slmmesh.broker.life.LogFile;
import io.slmmesh.broker.life.StopReason;
import io.slmmesh.broker.store.SchemaTooNewException;
import io.slmmesh.broker.uds.SocketFile;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * The program {@code slm-mesh broker}: runs until it is not needed any more. Exit codes: 0 stopped
 * as it should, or another broker runs already; 78 a person must change something first (one line
 * on stderr says what); 1 failed.
 */
public final class BrokerMain {
  private static final int FAILED = 1;
  private static final int CONFIGURATION = 78;
  private static final long LONGEST_STOP_SECONDS = 5;

  private BrokerMain() {}

  public static void main(String[] args) {
    int code;
    try {
      code = run();
    } catch (LinkException | IllegalArgumentException | SchemaTooNewException e) {
      code = complain(CONFIGURATION, e);
    } catch (IOException | RuntimeException e) {
      code = complain(FAILED, e);
    }
    // Not exit(): the shutdown hook waits for this thread, and nothing is left to do.
    if (code != 0) {
      Runtime.getRuntime().halt(code);
    }
  }

  private static int complain(int code, Exception failure) {
    System.err.println("slm-mesh: " + failure.getMessage());
    return code;
  }

  private static int run() throws IOException {
    MeshClock clock = MeshClock.system();
    RuntimeDir dir = RuntimeDir.open(System.getenv());
    Optional<InstanceLock> lock =
        InstanceLock.take(dir.brokerLock(), clock, () -> SocketFile.isServed(dir.socket()));
    if (lock.isEmpty()) {
      System.err.println("slm-mesh: a broker is running already for " + dir.home());
      return 0;
    }
    try (InstanceLock _ = lock.get()) {
      var settings = new Settings(System.getenv());
      try (LogFile _ = LogFile.open(dir.log())) {
        Broker broker = Broker.start(dir, settings, clock, UnaryOperator.identity());
        stopOnSignal(broker);
        broker.awaitStop();
      }
      return 0;
    } finally {
      FINISHED.countDown();
    }
  }

  private static final CountDownLatch FINISHED = new CountDownLatch(1);

  /**
   * A signal makes the JVM run this hook and end when it returns: it asks the broker to stop and
   * waits until it has.
   */
  private static void stopOnSignal(Broker broker) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("signal")
                .unstarted(() -> {
                  broker.stop(StopReason.SIGNAL);
                  awaitFinish();
                }));
  }

  private static void awaitFinish() {
    try {
      if (!FINISHED.await(LONGEST_STOP_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(FAILED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
