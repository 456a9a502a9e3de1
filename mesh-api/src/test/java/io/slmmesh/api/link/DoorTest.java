package io.slmmesh.api.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DoorTest {
  private static final Hello HELLO =
      new Hello(Hello.Face.MCP, "0.2.0", "ab12", 4711, 4700, "/src/app", null, Map.of());

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  @TempDir Path temp;
  private RuntimeDir dir;
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private final ExecutorService others = Executors.newVirtualThreadPerTaskExecutor();

  @BeforeEach
  void openDirectory() throws LinkException {
    environment.putAll(System.getenv());
    environment.put(RuntimeDir.VARIABLE, temp.resolve("mesh").toString());
    dir = RuntimeDir.open(environment);
  }

  @AfterEach
  void endOthers() {
    others.shutdownNow();
  }

  @Test
  void saysHelloToTheBrokerThatListensAndStartsNone() throws Exception {
    Path started = temp.resolve("started");
    try (ScriptedBroker broker = new ScriptedBroker(dir)) {
      Future<Link> link = enter(launcher("touch " + started));
      try (ScriptedBroker.Caller caller = broker.accept()) {
        assertThat(caller.line())
            .startsWith("SLM-MESH/1 hello face=mcp version=0.2.0 session=ab12");
        caller.welcome("0.2.0");
        caller.say("m memo\n");
        assertThat(link.get().reader().next().bytes()).isEqualTo("m memo".getBytes());
      }
    }
    assertThat(started).doesNotExist();
  }

  @Test
  void findsNothingAtOnceWhereNobodyListensAndStartsNone() throws Exception {
    Path started = temp.resolve("started");
    Door door = door(launcher("touch " + started));

    assertThat(door.find(HELLO)).isNull();
    assertThat(started).doesNotExist();
    assertThat(dir.startLock()).doesNotExist();
  }

  @Test
  void findsABrokerThatIsOlderAndLetsItBe() throws Exception {
    try (ScriptedBroker broker = new ScriptedBroker(dir)) {
      Future<Link> found = others.submit(() -> door(null).find(HELLO));
      try (ScriptedBroker.Caller caller = broker.accept()) {
        assertThat(caller.line()).contains("face=mcp");
        caller.welcome("0.1.0");
        assertThat(found.get().welcome().version()).isEqualTo("0.1.0");
      }
    }
  }

  @Test
  void whoListensAndDoesNotAnswerIsTroubleAndNotNobody() throws Exception {
    try (ScriptedBroker _ = new ScriptedBroker(dir)) {
      assertThatThrownBy(() -> hasty(null).find(HELLO))
          .isInstanceOf(LinkException.class)
          .hasMessageContaining("does not answer");
    }
  }

  @Test
  void startsABrokerWhenNobodyListensAndWaitsForIt() throws Exception {
    Path started = temp.resolve("started");
    Future<Link> link = enter(launcher("echo \"$@\" > " + started + "; exec sleep 20"));

    await().until(() -> Files.exists(started) && Files.size(started) > 0);
    try (ScriptedBroker broker = new ScriptedBroker(dir);
        ScriptedBroker.Caller caller = broker.accept()) {
      caller.welcome("0.2.0");
      link.get().close();
    }
    assertThat(started).hasContent("broker --detach");
  }

  @Test
  void aStaleSocketIsNobody() throws Exception {
    new ScriptedBroker(dir).close();
    assertThat(dir.socket()).exists();
    Path started = temp.resolve("started");

    enter(launcher("touch " + started + "; exec sleep 20"));

    await().untilAsserted(() -> assertThat(started).exists());
  }

  @Test
  void theBrokerIsStartedCutOffFromTheSession() throws Exception {
    environment.put("SECRET_TOKEN", "x");
    environment.put("JAVA_TOOL_OPTIONS", "-Dx=y");
    environment.put("LC_TIME", "C");
    Path seen = temp.resolve("seen");

    enter(
        launcher(
            "{ pwd; readlink /proc/self/fd/0; env; } > "
                + seen
                + ".part; mv "
                + seen
                + ".part "
                + seen
                + "; echo out; echo err >&2; exec sleep 20"));

    await().untilAsserted(() -> assertThat(seen).exists());
    assertThat(Files.readAllLines(seen))
        .startsWith("/", "/dev/null")
        .contains("LC_TIME=C", RuntimeDir.VARIABLE + "=" + dir.home())
        .noneMatch(line -> line.startsWith("SECRET_TOKEN") || line.startsWith("JAVA_TOOL_OPTIONS"));
    await().untilAsserted(() -> assertThat(dir.errors()).hasContent("out\nerr"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.errors())))
        .isEqualTo("rw-------");
  }

  @Test
  void aBrokerThatNeedsASettingChangedIsNotTriedAgain() throws Exception {
    Path starts = temp.resolve("starts");
    String launcher =
        launcher(
            "echo x >> "
                + starts
                + "; echo 'slm-mesh: the schema is too new; update' >&2; exit 78");

    assertThatThrownBy(() -> door(launcher).open(HELLO))
        .isInstanceOfSatisfying(
            LinkException.class, refused -> assertThat(refused.exitCode()).isEqualTo(78))
        .hasMessage("the schema is too new; update");
    assertThat(starts).hasContent("x");
  }

  @Test
  void onReconnectAWrongSettingIsToldOnceAndWaitedFor() throws Exception {
    String launcher = launcher("echo 'slm-mesh: disk is full; free some' >&2; exit 78");
    Door door = door(launcher);
    Future<Link> link = others.submit(() -> door.reopen(HELLO));

    await().untilAsserted(() -> assertThat(notes).containsExactly("disk is full; free some"));
    try (ScriptedBroker broker = new ScriptedBroker(dir);
        ScriptedBroker.Caller caller = broker.accept()) {
      caller.welcome("0.2.0");
      link.get().close();
    }
    assertThat(notes).hasSize(1);
  }

  @Test
  void givesUpInTimeAndTellsWhatTheBrokerSaid() throws Exception {
    long began = System.nanoTime();

    assertThatThrownBy(() -> hasty(launcher("echo 'no memory' >&2; exit 1")).open(HELLO))
        .isInstanceOfSatisfying(
            LinkException.class, refused -> assertThat(refused.exitCode()).isEqualTo(69))
        .hasMessageContaining("no memory")
        .hasMessageContaining(dir.errors().toString());
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(PATIENCE, PATIENCE.plusSeconds(3));
  }

  @Test
  void aBrokerThatTakesTheCallAndNeverAnswersIsGivenUp() throws Exception {
    try (ScriptedBroker broker = new ScriptedBroker(dir)) {
      Future<Link> link = others.submit(() -> hasty(null).open(HELLO));
      try (ScriptedBroker.Caller mute = broker.accept()) {
        assertThat(mute.line()).startsWith("SLM-MESH/1 hello");
        assertThatThrownBy(link::get).hasMessageContaining("the broker does not answer");
      }
    }
  }

  @Test
  void anOlderBrokerIsAskedToMakeRoomAndReplaced() throws Exception {
    Path started = temp.resolve("started");
    ScriptedBroker old = new ScriptedBroker(dir);
    Future<Link> link = enter(launcher("touch " + started + "; exec sleep 20"));
    ScriptedBroker.Caller session = old.accept();
    session.line();
    session.welcome("0.1.0");
    ScriptedBroker.Caller drain = old.accept();
    assertThat(drain.line()).startsWith("SLM-MESH/1 hello face=drain version=0.2.0");
    drain.welcome("0.1.0");
    session.channel().configureBlocking(false);
    assertThat(session.channel().read(ByteBuffer.allocate(1))).isZero();
    assertThat(started).doesNotExist();
    session.channel().configureBlocking(true);
    old.close();
    drain.close();
    assertThat(session.line()).isNull();

    await().untilAsserted(() -> assertThat(started).exists());
    try (ScriptedBroker ours = new ScriptedBroker(dir);
        ScriptedBroker.Caller caller = ours.accept()) {
      caller.welcome("0.2.0");
      assertThat(link.get().welcome().version()).isEqualTo("0.2.0");
    }
  }

  @Test
  void anOlderBrokerThatWillNotGoIsTakenAsItIs() throws Exception {
    try (ScriptedBroker broker = new ScriptedBroker(dir)) {
      Future<Link> link = enter(null);
      try (ScriptedBroker.Caller session = broker.accept()) {
        session.welcome("0.1.0");
        broker.accept().say("SLM-MESH/1 refused code=not-newer message=no\n").close();
        assertThat(link.get().welcome().version()).isEqualTo("0.1.0");
      }
    }
  }

  @Test
  void aNewerBrokerIsTakenAsItIs() throws Exception {
    try (ScriptedBroker broker = new ScriptedBroker(dir)) {
      Future<Link> link = enter(null);
      try (ScriptedBroker.Caller caller = broker.accept()) {
        caller.welcome("0.3.0");
        assertThat(link.get().welcome().version()).isEqualTo("0.3.0");
      }
    }
  }

  @Test
  void aRefusalThatLastsEndsTheTry() throws Exception {
    try (ScriptedBroker broker = new ScriptedBroker(dir)) {
      Future<Link> link = enter(null);
      try (ScriptedBroker.Caller caller = broker.accept()) {
        caller.say("SLM-MESH/1 refused code=foreign message=not%20you\n");
        assertThatThrownBy(link::get)
            .hasCauseInstanceOf(LinkException.class)
            .hasMessageContaining("the broker refused: not you");
      }
    }
  }

  @Test
  void aRefusalThatPassesIsWaitedFor() throws Exception {
    try (ScriptedBroker broker = new ScriptedBroker(dir)) {
      Future<Link> link = enter(null);
      broker.accept().say("SLM-MESH/1 refused code=draining message=wait\n").close();
      try (ScriptedBroker.Caller caller = broker.accept()) {
        caller.welcome("0.2.0");
        assertThat(link.get()).isNotNull();
      }
    }
  }

  @Test
  void whileASuccessorComesNoBrokerIsStarted() throws Exception {
    Path started = temp.resolve("started");
    Door door = door(launcher("touch " + started + "; exec sleep 20"));
    door.holdOff(700);
    long began = System.nanoTime();
    others.submit(() -> door.reopen(HELLO));

    await().pollInterval(Duration.ofMillis(5)).untilAsserted(() -> assertThat(started).exists());
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(690));
  }

  private Door door(String launcher) {
    return new Door(dir, launcher, environment, notes::add);
  }

  private Door hasty(String launcher) {
    return new Door(dir, new Starting(dir, launcher, environment), notes::add, PATIENCE);
  }

  private Future<Link> enter(String launcher) {
    Callable<Link> entering = () -> door(launcher).open(HELLO);
    return others.submit(entering);
  }

  private String launcher(String script) throws IOException {
    Path file = temp.resolve("launcher with spaces");
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file.toString();
  }
}
