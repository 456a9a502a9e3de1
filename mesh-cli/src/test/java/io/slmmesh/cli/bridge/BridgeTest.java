package io.slmmesh.cli.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.cli.bridge.FakeBroker.Caller;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class BridgeTest {
  @TempDir Path temp;
  private final ExecutorService typist = Executors.newVirtualThreadPerTaskExecutor();
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
    typist.shutdownNow();
  }

  private Caller connect() throws IOException {
    bridge.start();
    return broker.accept();
  }

  @Test
  void linesAreNumberedAndAnswersReachTheAgentAsTheyAre() throws IOException {
    try (Caller caller = connect()) {
      bridge.type("{\"id\":1,\"é\":\"\t\"}");
      bridge.type("not json at all");
      caller.line(1, 0, "{\"id\":1,\"é\":\"\t\"}");
      caller.line(2, 0, "not json at all");
      caller.say("~\t{\"method\":\"hint\"}");
      caller.say("= 2 -\tsecond\tü");
      caller.say("= 1 -\tfirst");

      bridge.awaitWritten("{\"method\":\"hint\"}\nsecond\tü\nfirst\n");
    }
  }

  @Test
  void doneIsTheLastLineBeforeTheOldestOpenOne() throws IOException {
    try (Caller caller = connect()) {
      for (String line : new String[] {"a", "b", "c"}) {
        bridge.type(line);
      }
      caller.line(1, 0, "a");
      caller.line(2, 0, "b");
      caller.line(3, 0, "c");
      caller.say(". 2\n= 3 -\tC");
      bridge.awaitWritten("C\n");
      bridge.type("d");
      caller.line(4, 0, "d");
      caller.say("= 1 -\tA");
      bridge.awaitWritten("C\nA\n");
      bridge.type("e");
      caller.line(5, 3, "e");
    }
  }

  @Test
  void whatWasNotAnsweredIsSentAgainWithItsNumberAndItsAge() throws IOException {
    Caller first = connect();
    bridge.type("a");
    bridge.type("b");
    bridge.type("c");
    assertThat(first.line(1, 0, "a")).isLessThan(1000);
    first.line(2, 0, "b");
    first.line(3, 0, "c");
    first.say("= 1 -\tA");
    first.say(". 3");
    bridge.awaitWritten("A\n");
    first.close();

    try (Caller second = broker.accept()) {
      assertThat(second.hello().session())
          .isEqualTo(first.hello().session())
          .matches("[0-9a-f]{32}");
      assertThat(second.line(2, 1, "b")).isPositive();
      second.say("= 2 -\tB");
      bridge.awaitWritten("A\nB\n");
      bridge.type("d");
      second.line(4, 3, "d");
    }
    assertThat(bridge.exitCode).isNotDone();
  }

  @Test
  void linesReadWhileNobodyListensKeepTheirAge() throws IOException {
    Caller first = connect();
    broker.close();
    first.close();
    bridge.type("a");
    long began = System.nanoTime();
    await().pollDelay(Duration.ofMillis(300)).until(() -> true);
    broker = new FakeBroker(bridge.dir);
    try (Caller second = broker.accept()) {
      assertThat(second.line(1, 0, "a"))
          .isBetween(250L, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + 50);
    }
  }

  @Test
  void receiptsAreSentAfterTheAnswerWasWrittenAndKeptUntilConfirmed() throws IOException {
    Caller first = connect();
    bridge.type("a");
    bridge.type("b");
    bridge.type("c");
    first.line(1, 0, "a");
    first.line(2, 0, "b");
    first.line(3, 0, "c");
    bridge.stopReading();
    first.say("= 1 r-1\tA\n= 2 r-2\tB");
    bridge.type("d");
    first.line(4, 0, "d");
    bridge.readOn();
    assertThat(first.frame()).isEqualTo("a r-1");
    assertThat(first.frame()).isEqualTo("a r-2");
    assertThat(bridge.written()).isEqualTo("A\nB\n");
    first.say("k r-1\n~\tseen");
    bridge.awaitWritten("A\nB\nseen\n");
    first.close();

    try (Caller second = broker.accept()) {
      assertThat(second.frame()).isEqualTo("a r-2");
      second.line(3, 2, "c");
      second.line(4, 2, "d");
      second.say("k r-2");
    }
    try (Caller third = broker.accept()) {
      third.line(3, 2, "c");
    }
  }

  @Test
  void aTornAnswerNeverReachesTheAgent() throws IOException {
    Caller first = connect();
    bridge.type("a");
    first.line(1, 0, "a");
    first.raw("~\twhole\n= 1 -\t{\"half\":");
    first.close();

    try (Caller second = broker.accept()) {
      second.line(1, 0, "a");
      second.say("= 1 -\t{\"half\":2}");
      bridge.awaitWritten("whole\n{\"half\":2}\n");
    }
  }

  @Test
  void aSecondAnswerToALineIsNotWritten() throws IOException {
    try (Caller caller = connect()) {
      bridge.type("a");
      caller.line(1, 0, "a");
      caller.say("= 1 r-1\tA\n= 1 r-9\tagain\n= 7 -\tnever asked\n~\tend");

      bridge.awaitWritten("A\nend\n");
      assertThat(caller.frame()).isEqualTo("a r-1");
      bridge.closeStdin();
      assertThat(caller.frame()).isEqualTo("e");
    }
  }

  @Test
  void theMemoIsShownAtTheNextDoor() throws IOException {
    try (Caller first = connect()) {
      assertThat(first.hello().memo()).isNull();
      first.say("m one\nm two%2F");
    }
    try (Caller second = broker.accept()) {
      assertThat(second.hello().memo()).isEqualTo("two%2F");
    }
  }

  @Test
  void anOverlongLineIsReplacedByItsEndsAndTheSessionLives() throws IOException {
    int length = 1024 * 1024 + 1;
    String body = "{\"id\":9,\"x\":\"\t" + "y".repeat(length - 16) + "Z\"}";
    try (Caller caller = connect()) {
      bridge.type("x".repeat(length - 1));
      bridge.type(body);
      bridge.type("after");
      caller.line(1, 0, "x".repeat(length - 1));
      String clipped = body.substring(0, 4096) + body.substring(body.length() - 4096);
      assertThat(caller.frame())
          .matches(
              "% 2 \\d+ 0 " + body.length() + " 4096\t\\Q" + clipped.replace('\t', ' ') + "\\E");
      caller.line(3, 0, "after");
    }
  }

  @Test
  void twoMebibytesOfOpenLinesStopTheAgentUntilOneIsAnswered() throws Exception {
    String large = "x".repeat(1024 * 1024);
    bridge.start();
    try (Caller caller = broker.accept(40)) {
      Future<?> typing = typist.submit(() -> bridge.type(large, large, "small", large));
      caller.beyondHeartbeats().line(1, 0, large);
      caller.beyondHeartbeats().line(2, 0, large);
      for (int i = 0; i < 5; i++) {
        assertThat(caller.frame()).isEqualTo("h");
      }
      assertThat(typing).isNotDone();
      caller.say("= 1 -\tA");
      caller.beyondHeartbeats().line(3, 1, "small");
      caller.beyondHeartbeats().line(4, 1, large);
      typing.get();
    }
  }

  @Test
  void heartbeatsComeAsOftenAsTheBrokerAsked() throws IOException {
    bridge.start();
    try (Caller caller = broker.accept(50)) {
      assertThat(caller.frame()).isEqualTo("h");
      assertThat(caller.frame()).isEqualTo("h");
      bridge.type("a");
      String frame = caller.frame();
      assertThat(frame.equals("h") ? caller.frame() : frame).endsWith("\ta");
    }
  }

  @Test
  void aBrokerThatTalksNonsenseIsLeftAndToldOf() throws IOException {
    Caller first = connect();
    bridge.type("a");
    first.line(1, 0, "a");
    first.say("= one -\tA");

    try (Caller second = broker.accept()) {
      second.line(1, 0, "a");
    }
    assertThat(bridge.notes).anyMatch(note -> note.startsWith("the broker sent "));
    assertThat(bridge.written()).isEmpty();
  }

  @Test
  void aKindOfALaterVersionIsPassedOver() throws IOException {
    try (Caller caller = connect()) {
      caller.say("z 1 2\tx\n~\tnext");
      bridge.awaitWritten("next\n");
    }
  }

  @Test
  void anAnswerOfFourMebibytesArrivesWhole() throws IOException {
    String large = "x".repeat(4 * 1024 * 1024 - 16);
    try (Caller caller = connect()) {
      bridge.type("a");
      caller.line(1, 0, "a");
      caller.say("= 1 -\t" + large);
      bridge.awaitWritten(large + "\n");
    }
  }
}
