package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Figures;
import io.slmmesh.it.mesh.Mesh;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An agent that runs away is slowed; the others do not notice. */
class RateIT {
  private static final int RATE = 10;
  private static final int WINDOW_SECONDS = 10;
  private static final int CALLS = 200;
  private static final Pattern REFUSAL =
      Pattern.compile("more than 10 calls in 10 s; try again in (\\d+\\.\\d) s");

  @Test
  void runawayIsToldWhenToTryAgainAndOthersAreServedAtOnce() {
    try (Mesh mesh = Mesh.create().set("SLM_MESH_RATE", RATE)) {
      Agent other = mesh.agent().start();
      String name = other.name();
      Agent runaway = mesh.agent().start();

      long began = System.nanoTime();
      List<CompletableFuture<Answer>> asked =
          IntStream.range(0, CALLS)
              .mapToObj(i -> runaway.calling("mesh_send", "to", name, "message", "m" + i))
              .toList();
      for (int i = 0; i < RATE / 2; i++) {
        assertThat(other.call("mesh_status").isToolError()).isFalse();
      }
      List<Answer> answers = asked.stream().map(runaway::await).toList();
      Duration took = Duration.ofNanos(System.nanoTime() - began);

      List<Answer> served = answers.stream().filter(answer -> !answer.isToolError()).toList();
      long refilled = took.toSeconds() * RATE / WINDOW_SECONDS + 1;
      Figures.print(served.size() + " of " + CALLS + " calls served, the rest refused");
      assertThat(served.size()).isBetween(RATE, (int) (RATE + refilled));
      assertThat(answers.subList(0, RATE)).isEqualTo(served.subList(0, RATE));
      double wait = tellsWhenToTryAgain(answers.getLast());
      assertThat(wait).isBetween(0.1, (double) WINDOW_SECONDS / RATE);
      assertServedAfter(wait, runaway);
      assertThat(other.mail()).hasSize(served.size());
    }
  }

  private static double tellsWhenToTryAgain(Answer refused) {
    Matcher told = REFUSAL.matcher(refused.refusal());
    assertThat(told.matches()).as(refused.refusal()).isTrue();
    return Double.parseDouble(told.group(1));
  }

  /** The first call after the time that was told is served. */
  private static void assertServedAfter(double seconds, Agent runaway) {
    // The time is told in tenths.
    Duration told = Duration.ofMillis((long) (seconds * 1000) + 50);
    List<Answer> first =
        await()
            .pollDelay(told)
            .atMost(told.plusSeconds(10))
            .until(() -> List.of(runaway.call("mesh_peers")), answers -> true);
    assertThat(first.getFirst().isToolError()).as(first.toString()).isFalse();
  }
}
