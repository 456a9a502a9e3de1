package io.slmmesh.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.event.MeshEvent.PeerDescribed;
import io.slmmesh.api.event.Published;
import io.slmmesh.broker.clock.FakeClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many callers share one commit, and each is told the truth about its own work. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WriteQueueTest {
  @TempDir Path directory;
  private final List<List<Published>> commits = new CopyOnWriteArrayList<>();
  private final List<StoreException> fatal = new CopyOnWriteArrayList<>();
  private Store store;

  @BeforeEach
  void open() {
    store = Store.open(directory.resolve("mesh.db"), true, new FakeClock(), fatal::add);
    store.onCommit(commits::add);
  }

  @AfterEach
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void close() {
    store.close();
  }

  private static Function<Tx, String> note(String key) {
    return tx -> {
      tx.sql().update("INSERT INTO meta VALUES (?, 'noted')", key);
      tx.publish(new PeerDescribed(key, key), null);
      return key;
    };
  }

  private boolean noted(String key) {
    return store.remembered(key).isPresent();
  }

  /** Runs all of {@code works} in one group, which begins while an earlier one is written. */
  private List<CompletableFuture<String>> together(List<Function<Tx, String>> works) {
    var busy = new CountDownLatch(1);
    var callers = new ArrayList<Thread>();
    var first = call(tx -> awaited(busy), callers);
    await().until(() -> stands(callers.getFirst()));
    var outcomes = new ArrayList<CompletableFuture<String>>();
    for (Function<Tx, String> work : works) {
      outcomes.add(call(work, callers));
      await().until(() -> stands(callers.getLast()));
    }
    busy.countDown();
    first.join();
    outcomes.forEach(outcome -> outcome.handle((value, failure) -> value).join());
    return outcomes;
  }

  private CompletableFuture<String> call(Function<Tx, String> work, List<Thread> callers) {
    var outcome = new CompletableFuture<String>();
    callers.add(
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                outcome.complete(store.write(work));
              } catch (Throwable e) {
                outcome.completeExceptionally(e);
              }
            }));
    return outcome;
  }

  /** Whether the thread waits for its turn or, as the first does here, in the work it runs. */
  private static boolean stands(Thread thread) {
    return thread.getState() == Thread.State.WAITING
        || thread.getState() == Thread.State.TIMED_WAITING;
  }

  /** Like a statement of SQLite, it does not mind being interrupted. */
  private static String awaited(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return "awaited";
  }

  private static Throwable failure(CompletableFuture<String> outcome) {
    assertThat(outcome).isCompletedExceptionally();
    return outcome.exceptionNow();
  }

  @Test
  void manyCallersShareOneCommitAndTheirEventsComeInOrder() {
    assertThat(together(List.of(note("a"), note("b"), note("c"))))
        .extracting(CompletableFuture::join)
        .containsExactly("a", "b", "c");
    assertThat(commits).singleElement().satisfies(events -> assertThat(events).hasSize(3));
    assertThat(commits.getFirst()).extracting(Published::seq).isSorted();
  }

  @Test
  void oneRefusalDoesNotUndoItsNeighbours() {
    var outcomes =
        together(
            List.of(
                note("a"),
                tx -> {
                  var _ = note("refused").apply(tx);
                  throw MeshException.invalid("to", "is wrong");
                },
                note("c")));

    assertThat(outcomes.get(0)).isCompletedWithValue("a");
    assertThat(failure(outcomes.get(1))).isInstanceOf(MeshException.class);
    assertThat(outcomes.get(2)).isCompletedWithValue("c");
    assertThat(noted("a")).isTrue();
    assertThat(noted("refused")).isFalse();
    assertThat(noted("c")).isTrue();
    assertThat(commits.getFirst()).extracting(Published::seq).containsExactly(1L, 2L);
  }

  @Test
  void aBugInOnePieceHarmsNobodyElse() {
    var outcomes =
        together(
            List.of(
                note("a"),
                note("a"),
                tx -> {
                  throw new IllegalStateException("a bug");
                },
                tx -> {
                  throw new StackOverflowError("a deep bug");
                },
                note("e")));

    assertThat(outcomes.get(0)).isCompletedWithValue("a");
    assertThat(failure(outcomes.get(1))).isInstanceOf(StoreException.class);
    assertThat(failure(outcomes.get(2))).isInstanceOf(IllegalStateException.class);
    assertThat(failure(outcomes.get(3))).isInstanceOf(StackOverflowError.class);
    assertThat(outcomes.get(4)).isCompletedWithValue("e");
    assertThat(store.write(note("later"))).isEqualTo("later");
    assertThat(fatal).isEmpty();
  }

  @Test
  void whenTheCommitFailsAllAreToldAndNothingHasHappened() {
    var outcomes = together(List.of(note("a"), WriteQueueTest::breakCommit, note("c")));

    assertThat(outcomes)
        .allSatisfy(outcome -> assertThat(failure(outcome)).isInstanceOf(StoreException.class));
    assertThat(noted("a")).isFalse();
    assertThat(noted("c")).isFalse();
    assertThat(commits).isEmpty();
    assertThat(store.write(note("a"))).isEqualTo("a");
    assertThat(commits.getFirst()).extracting(Published::seq).containsExactly(1L);
  }

  /** A key of nobody, which SQLite refuses only when the transaction is to be committed. */
  private static String breakCommit(Tx tx) {
    tx.sql().run("PRAGMA defer_foreign_keys = ON");
    tx.sql().update("INSERT INTO peer_keys VALUES ('key', 'nobody')");
    return "accepted so far";
  }

  @Test
  void nobodyIsAnsweredBeforeWhatFollowsTheCommitIsDone() throws Exception {
    var told = new CountDownLatch(1);
    store.onCommit(events -> awaited(told));
    var callers = new ArrayList<Thread>();
    var answer = call(note("a"), callers);

    await().until(() -> noted("a"));
    assertThat(answer).isNotDone();
    told.countDown();

    assertThat(answer.get()).isEqualTo("a");
  }

  @Test
  void whatFollowsTheCommitSeesItAndNeverFollowsARefusal() {
    var seen = new ArrayList<String>();
    store.onCommit(events -> seen.add("published, visible: " + noted("a")));
    store.write(tx -> {
      tx.afterCommit(() -> seen.add("after, visible: " + noted("a")));
      return note("a").apply(tx);
    });
    assertThatThrownBy(() ->
            store.write(tx -> {
              tx.afterCommit(() -> seen.add("after a refusal"));
              throw MeshException.invalid("to", "is wrong");
            }))
        .isInstanceOf(MeshException.class);

    assertThat(seen).containsExactly("after, visible: true", "published, visible: true");
  }

  @Test
  void aListenerThatFailsChangesNoAnswerAndDoesNotStopTheWriter() {
    store.onCommit(events -> {
      throw new IllegalStateException("a bug of a listener");
    });
    assertThat(
            store.<String>write(tx -> {
              tx.afterCommit(() -> {
                throw new IllegalStateException("a bug of an action");
              });
              return note("a").apply(tx);
            }))
        .isEqualTo("a");
    assertThat(store.write(note("b"))).isEqualTo("b");
    assertThat(commits).hasSize(2);
  }

  @Test
  void anInterruptEndsNoWriteAndIsNotForgotten() {
    var interrupted = new AtomicBoolean();
    var busy = new CountDownLatch(1);
    var callers = new ArrayList<Thread>();
    var first = call(tx -> awaited(busy), callers);
    await().until(() -> stands(callers.getFirst()));
    var waits = new CompletableFuture<String>();
    Thread caller =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              String answer = store.write(note("a"));
              interrupted.set(Thread.currentThread().isInterrupted());
              waits.complete(answer);
            });
    await().until(() -> stands(caller));
    caller.interrupt();
    callers.getFirst().interrupt();
    busy.countDown();

    assertThat(first.join()).isEqualTo("awaited");
    assertThat(waits.join()).isEqualTo("a");
    assertThat(interrupted).isTrue();
  }

  @Test
  void manyCallersAtOnceAreEachAnsweredWithTheirOwn() {
    var callers = new ArrayList<Thread>();
    var outcomes = new ArrayList<CompletableFuture<String>>();
    for (int i = 0; i < 300; i++) {
      String name = "caller" + i;
      outcomes.add(call(note(name), callers));
    }

    assertThat(outcomes).allSatisfy(outcome -> assertThat(noted(outcome.join())).isTrue());
    assertThat(commits.stream().flatMap(List::stream))
        .extracting(Published::seq)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, outcomes.size()).boxed().toList());
  }

  @Test
  void closingDoesTheWorkThatWaitsAndRefusesMore() throws Exception {
    var busy = new CountDownLatch(1);
    var callers = new ArrayList<Thread>();
    var first = call(tx -> awaited(busy), callers);
    await().until(() -> stands(callers.getFirst()));
    var second = call(note("b"), callers);
    var third = call(note("c"), callers);
    await().until(() -> callers.stream().allMatch(WriteQueueTest::stands));
    var closing = Thread.ofPlatform().daemon().start(store::close);
    await().until(() -> first.isDone() || closing.getState() == Thread.State.WAITING);
    busy.countDown();
    closing.join(10_000);

    assertThat(closing.isAlive()).isFalse();
    assertThat(second.get()).isEqualTo("b");
    assertThat(third.get()).isEqualTo("c");
    assertThatThrownBy(() -> call(note("d"), callers).get())
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("the broker is stopping; try again");
    open();
    assertThat(noted("b")).isTrue();
    assertThat(noted("c")).isTrue();
  }
}
