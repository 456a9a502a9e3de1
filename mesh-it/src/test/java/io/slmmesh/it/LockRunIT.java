package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Processes;
import io.slmmesh.it.mesh.Shell;
import io.slmmesh.it.mesh.Shell.Ran;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code slm-mesh lock run}: a lock as long as a command. */
class LockRunIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Says that it runs, then waits for the end of its stdin. */
  private static final String[] HOLD = {"sh", "-c", "echo running; read end; echo done; exit 7"};

  private Mesh mesh;
  private Shell shell;

  @BeforeEach
  void begin() {
    mesh = Mesh.create();
    shell = Shell.of(mesh);
  }

  @AfterEach
  void end() {
    mesh.close();
  }

  private Shell.Running hold(String... command) {
    String[] words = new String[command.length + 4];
    words[0] = "lock";
    words[1] = "run";
    words[2] = "a.c";
    words[3] = "--";
    System.arraycopy(command, 0, words, 4, command.length);
    Shell.Running running = shell.start(words);
    await("the command")
        .atMost(PATIENCE)
        .until(() -> running.soFar().contains("running") || !running.child().process().isAlive());
    assertThat(running.child().process().isAlive()).as(running.child().errors()).isTrue();
    return running;
  }

  private List<JsonObject> locks() {
    return Answer.objects(shell.run("lock", "list", "--json").json(), "locks");
  }

  @Test
  void theLockIsHeldWhileTheCommandRunsAndItsCodeIsPassedOn() {
    Shell.Running running = hold(HOLD);

    assertThat(locks()).singleElement().matches(lock -> lock.text("filePath").endsWith("/a.c"));
    assertThat(shell.run("lock", "acquire", "./x/../a.c", "--as", "b").code()).isEqualTo(1);
    Ran second = shell.run("lock", "run", "a.c", "--", "echo", "ran all the same");
    assertThat(second.code()).isEqualTo(1);
    assertThat(second.out()).isEmpty();
    assertThat(second.err()).contains("locked by").contains("--wait");
    running.closeStdin();
    Ran ran = running.await();

    assertThat(ran.code()).isEqualTo(7);
    assertThat(ran.out()).isEqualTo("running\ndone\n");
    assertThat(ran.err()).isEmpty();
    // Given back before the command line ended, not some time after.
    assertThat(shell.run("lock", "run", "a.c", "--", "true").code()).isZero();
  }

  @Test
  void whoWaitsGetsTheLockWhenTheCommandEnds() {
    Shell.Running first = hold(HOLD);
    Shell.Running second =
        shell.start("lock", "run", "a.c", "--wait", "60s", "--", "echo", "second");
    assertThat(second.soFar()).isEmpty();

    first.closeStdin();

    assertThat(first.await().code()).isEqualTo(7);
    assertThat(second.await().out()).isEqualTo("second\n");
    Ran inVain = shell.run("lock", "acquire", "a.c", "--as", "b");
    assertThat(inVain.code()).isZero();
    assertThat(shell.run("lock", "run", "a.c", "--wait", "1s", "--", "true").code()).isEqualTo(1);
  }

  @Test
  void killingItFreesTheLock() {
    Shell.Running running = hold(HOLD);
    Processes.kill(running.child().pid());

    long before = System.nanoTime();
    Ran next = shell.run("lock", "acquire", "a.c", "--wait", "10s", "--as", "b");

    assertThat(next.code()).as(next.toString()).isZero();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(9));
    running.closeStdin();
  }

  @ParameterizedTest
  @CsvSource({"TERM, 42", "INT, 43", "HUP, 44"})
  void signalsReachTheCommandWhichDecides(String signal, int code) {
    Shell.Running running =
        hold(
            "bash",
            "-c",
            "trap 'exit 42' TERM; trap 'exit 43' INT; trap 'exit 44' HUP; echo running;"
                + " while :; do read -t 1 end || [ $? -gt 128 ] || exit 9; done");

    Processes.signal(signal, running.child().pid());

    assertThat(running.await().code()).isEqualTo(code);
    assertThat(locks()).isEmpty();
  }

  @Test
  void aCommandThatCannotBeStartedEndsWith127AndLeavesNoLock() {
    Ran ran = shell.run("lock", "run", "a.c", "--", "/no/such/program");

    assertThat(ran.code()).isEqualTo(127);
    assertThat(ran.err().lines()).singleElement().asString().contains("/no/such/program");
    assertThat(locks()).isEmpty();
  }

  @Test
  void theLockOutlivesTheBroker() {
    Shell.Running running = hold(HOLD);
    String holder = locks().getFirst().text("lockedBy");
    Object token = locks().getFirst().get("fencingToken");

    mesh.killBroker();
    assertThat(shell.run("lock", "acquire", "a.c", "--as", "b").code()).isEqualTo(1);
    assertThat(locks().getFirst().text("lockedBy")).isEqualTo(holder);
    shell.run("stop");
    assertThat(shell.run("lock", "acquire", "a.c", "--as", "b").code()).isEqualTo(1);

    assertThat(locks().getFirst().get("fencingToken")).isEqualTo(token);
    running.closeStdin();
    Ran ran = running.await();
    assertThat(ran.code()).isEqualTo(7);
    assertThat(ran.err()).doesNotContain("not kept");
    assertThat(locks()).isEmpty();
  }

  /** After three times the silence that ends an agent it is still there. */
  @Test
  void theLockIsKeptBySignsOfLife() {
    mesh.set("SLM_MESH_HEARTBEAT_MS", 200)
        .set("SLM_MESH_STALE_MS", 1000)
        .set("SLM_MESH_DEAD_MS", 2000);
    Shell.Running running = hold(HOLD);

    await("six seconds of a kept lock")
        .during(Duration.ofSeconds(6))
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofSeconds(2))
        .until(() -> locks().size() == 1);

    running.closeStdin();
    assertThat(running.await().err()).isEmpty();
    assertThat(shell.run("events", "list", "--types", "file_unlocked").out().lines()).hasSize(1);
  }
}
