package io.slmmesh.cli.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.cli.bridge.FakeBroker.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a bridge ends, and how it does not. */
@Timeout(30)
class FarewellTest {
  @TempDir Path temp;
  private BridgeRun bridge;
  private FakeBroker broker;

  @BeforeEach
  void open() throws IOException {
    bridge = new BridgeRun(temp.resolve("mesh"));
    broker = new FakeBroker(bridge.dir);
  }

  @AfterEach
  void end() throws IOException {
    bridge.close();
    broker.close();
  }

  @Test
  void afterTheAgentsEndTheBrokerHasTheLastWord() throws Exception {
    bridge.start();
    try (Caller caller = broker.accept()) {
      bridge.type("a");
      bridge.closeStdin();
      caller.line(1, 0, "a");
      assertThat(caller.frame()).isEqualTo("e");
      assertThat(bridge.exitCode).isNotDone();
      caller.say("= 1 r\tA");
      assertThat(caller.frame()).isEqualTo("a r");
    }
    assertThat(bridge.exitCode.get()).isZero();
    assertThat(bridge.written()).isEqualTo("A\n");
  }

  @Test
  void aBrokerThatDoesNotCloseIsLeftAfterASecond() throws Exception {
    bridge.start();
    try (Caller caller = broker.accept()) {
      long began = System.nanoTime();
      bridge.closeStdin();
      assertThat(caller.frame()).isEqualTo("e");
      assertThat(bridge.exitCode.get()).isZero();
      assertThat(since(began)).isBetween(Duration.ofMillis(900), Duration.ofMillis(2500));
      assertThat(caller.frame()).isNull();
    }
  }

  @Test
  void linesPipedInBeforeThereIsABrokerAreStillAnswered() throws Exception {
    broker.close();
    bridge.type("a");
    bridge.closeStdin();
    bridge.start();
    await().pollDelay(Duration.ofMillis(1500)).until(() -> !bridge.exitCode.isDone());
    broker = new FakeBroker(bridge.dir);
    try (Caller caller = broker.accept()) {
      caller.line(1, 0, "a");
      assertThat(caller.frame()).isEqualTo("e");
      caller.say("= 1 -\tA");
    }
    assertThat(bridge.exitCode.get()).isZero();
    assertThat(bridge.written()).isEqualTo("A\n");
  }

  @Test
  void aBrokerThatReadsNothingDoesNotHoldUpTheEnd() throws Exception {
    bridge.start();
    try (Caller caller = broker.accept()) {
      bridge.type("x".repeat(1024 * 1024));
      bridge.closeStdin();
      assertThat(bridge.exitCode.get(5, TimeUnit.SECONDS)).isZero();
      assertThat(caller.channel().isOpen()).isTrue();
    }
  }

  @Test
  void anAgentThatWaitsForRoomIsStillSeenToLeave() throws Exception {
    String large = "x".repeat(1024 * 1024);
    bridge.start();
    Caller caller = broker.accept();
    bridge.type(large, large);
    caller.line(1, 0, large);
    caller.line(2, 0, large);
    broker.close();
    caller.close();
    bridge.closeStdin();
    assertThat(bridge.exitCode.get(5, TimeUnit.SECONDS)).isZero();
  }

  /** What it has written and nobody can take in hides the end behind it. */
  @Test
  void anAgentThatLeavesWhileItsLineWaitsForRoomIsSeenToHaveHungUp() throws Exception {
    String large = "x".repeat(1024 * 1024);
    bridge.start();
    Caller caller = broker.accept();
    bridge.type(large, large);
    caller.line(1, 0, large);
    caller.line(2, 0, large);
    broker.close();
    caller.close();
    bridge.type("no room for this", "nor for this");
    bridge.hungUp.set(true);
    assertThat(bridge.exitCode.get(10, TimeUnit.SECONDS)).isZero();
  }

  /** A broker that is slow may still answer what the agent left behind. */
  @Test
  void anAgentThatHungUpIsServedToTheEndByALivingBroker() throws Exception {
    String large = "x".repeat(1024 * 1024);
    bridge.start();
    try (Caller caller = broker.accept(500)) {
      bridge.type(large, large);
      caller.beyondHeartbeats().line(1, 0, large);
      caller.beyondHeartbeats().line(2, 0, large);
      bridge.hungUp.set(true);
      bridge.type("last");
      bridge.closeStdin();
      // Longer than the bridge waits before it asks whether anybody is there.
      for (int i = 0; i < 6; i++) {
        assertThat(caller.frame()).isEqualTo("h");
      }
      caller.say("= 1 -\tA");
      caller.beyondHeartbeats().line(3, 1, "last");
    }
  }

  @Test
  void anAgentThatReadsNothingDoesNotHoldUpTheEnd() throws Exception {
    bridge.start();
    try (Caller caller = broker.accept()) {
      bridge.stopReading();
      caller.say("~\tnobody reads this");
      bridge.closeStdin();
      assertThat(bridge.exitCode.get(5, TimeUnit.SECONDS)).isZero();
    } finally {
      bridge.readOn();
    }
  }

  @Test
  void theDeathOfTheParentEndsTheBridgeWithTheNextHeartbeat() throws Exception {
    bridge.start();
    try (Caller caller = broker.accept(200)) {
      bridge.parentGone.set(true);
      assertThat(bridge.exitCode.get(5, TimeUnit.SECONDS)).isZero();
      assertThat(caller.beyondHeartbeats().frame()).isNull();
    }
  }

  @Test
  void anAgentThatClosedItsReadingEndEndsTheBridge() throws Exception {
    bridge.start();
    try (Caller caller = broker.accept()) {
      bridge.type("a");
      caller.line(1, 0, "a");
      bridge.breakStdout();
      caller.say("= 1 r\tA");
      assertThat(bridge.exitCode.get(5, TimeUnit.SECONDS)).isZero();
      assertThat(caller.frame()).isNull();
    }
  }

  @Test
  void noBrokerToBeHadAtTheStartIsToldInOneLine() throws Exception {
    broker.close();
    Path launcher = temp.resolve("launcher");
    Files.writeString(
        launcher, "#!/bin/sh\necho 'slm-mesh: schema 9 is too new; update' >&2\nexit 78\n");
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));

    bridge.start(launcher.toString());

    assertThat(bridge.exitCode.get(5, TimeUnit.SECONDS)).isEqualTo(78);
    assertThat(bridge.notes).containsExactly("schema 9 is too new; update");
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
