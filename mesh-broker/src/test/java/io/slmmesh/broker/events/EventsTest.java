package io.slmmesh.broker.events;

import static io.slmmesh.broker.TestMesh.by;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.event.EventPage;
import io.slmmesh.api.event.EventType;
import io.slmmesh.api.event.FollowEvents;
import io.slmmesh.api.event.FollowEvents.Action;
import io.slmmesh.api.event.LoggedEvent;
import io.slmmesh.api.event.Published;
import io.slmmesh.api.json.Json;
import io.slmmesh.api.lock.LockFile;
import io.slmmesh.api.message.MessageType;
import io.slmmesh.api.message.SendMessage;
import io.slmmesh.api.operation.Call;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.api.peer.DescribeSelf;
import io.slmmesh.api.peer.Scope;
import io.slmmesh.api.state.ShareState;
import io.slmmesh.broker.TestMesh;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EventsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path directory;
  private TestMesh mesh;
  private Caller anna;
  private Caller bert;

  /** Two agents join: the events 1 and 2. */
  @BeforeEach
  void twoAgents() {
    mesh = new TestMesh(directory);
    anna = mesh.join("anna");
    bert = mesh.join("bert");
  }

  @AfterEach
  void close() {
    mesh.close();
  }

  private EventPage follow(Call call, FollowEvents request) {
    try {
      return mesh.events().follow(call, request);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static FollowEvents read(Object since, int limit, EventType... types) {
    return new FollowEvents(Action.READ, List.of(types), since, limit, 0);
  }

  private EventPage subscribe(Caller agent, EventType... types) {
    return follow(by(agent), new FollowEvents(Action.SUBSCRIBE, List.of(types), null, 50, 0));
  }

  private EventPage unsubscribe(Caller agent, EventType... types) {
    return follow(by(agent), new FollowEvents(Action.UNSUBSCRIBE, List.of(types), null, 50, 0));
  }

  /** Continues a subscription, and the answer arrives. */
  private List<Long> next(Caller agent) {
    Call call = by(agent);
    EventPage page = follow(call, read(null, 50));
    mesh.written(call);
    return seqs(page);
  }

  private static List<Long> seqs(EventPage page) {
    return page.events().stream().map(LoggedEvent::seq).toList();
  }

  /** One event of an agent's summary. */
  private void describe(Caller agent) {
    mesh.peers().describe(by(agent), new DescribeSelf("something"));
  }

  private void setState(Caller agent, String value) {
    mesh.state().share(by(agent), new ShareState(ShareState.Action.SET, "key", value, null));
  }

  @Test
  void theLogHasNoGapsOverRefusalsAndRestarts() {
    for (int i = 0; i < 5; i++) {
      describe(anna);
      assertThatThrownBy(() ->
              mesh.store()
                  .write(tx -> {
                    mesh.locks().holderLeft(tx, anna.id());
                    tx.publish(mesh.published().getFirst().event(), null);
                    throw MeshException.invalid("to", "is wrong");
                  }))
          .isInstanceOf(MeshException.class);
      mesh.restart(SECOND);
      setState(bert, "value " + i);
    }
    List<Long> all = LongStream.rangeClosed(1, 12).boxed().toList();
    assertThat(mesh.published()).extracting(Published::seq).isEqualTo(all);
    assertThat(seqs(follow(by(anna), read(0L, 50)))).isEqualTo(all);
  }

  @Test
  void withoutAPlaceTheNewestAreRead() {
    for (int i = 0; i < 5; i++) {
      describe(anna);
    }
    assertThat(seqs(follow(by(bert), read(null, 3)))).containsExactly(5L, 6L, 7L);
    assertThat(seqs(follow(by(bert), read(null, 3, EventType.PEER_JOINED))))
        .containsExactly(1L, 2L);
  }

  @Test
  void readingAfterASequenceNumberPagesThroughTheLog() {
    for (int i = 0; i < 3; i++) {
      describe(anna);
    }
    EventPage first = follow(by(bert), read(0L, 2));
    assertThat(seqs(first)).containsExactly(1L, 2L);
    assertThat(first.more()).isTrue();
    EventPage second = follow(by(bert), read(first.lastSeq(), 3));
    assertThat(seqs(second)).containsExactly(3L, 4L, 5L);
    assertThat(second.more()).isFalse();
    assertThat(follow(by(bert), read(5L, 3)).lastSeq()).isEqualTo(5);
    assertThat(seqs(follow(by(bert), read(0L, 9, EventType.PEER_SUMMARY))))
        .containsExactly(3L, 4L, 5L);
  }

  @Test
  void readingFromATimeBeginsWithTheEventOfThatTime() {
    mesh.clock().pass(SECOND);
    Instant then = mesh.clock().now();
    describe(anna);
    describe(bert);
    mesh.clock().pass(SECOND);
    describe(anna);

    assertThat(seqs(follow(by(bert), read(then.toString(), 50)))).containsExactly(3L, 4L, 5L);
    assertThat(seqs(follow(by(bert), read(then.plusMillis(1).toString(), 50)))).containsExactly(5L);
    assertThat(seqs(follow(by(bert), read("1970-01-01T00:00:00Z", 50)))).hasSize(5);
    assertThat(seqs(follow(by(bert), read("2099-01-01T00:00:00Z", 50)))).isEmpty();
  }

  @Test
  void aSubscriptionContinuesWhereTheAgentStoppedAlsoAtTheNextBroker() {
    describe(anna);
    assertThat(subscribe(bert, EventType.PEER_SUMMARY).subscribed())
        .containsExactly(EventType.PEER_SUMMARY);
    assertThat(next(bert)).as("what was before is not news").isEmpty();
    describe(anna);
    setState(anna, "value");
    assertThat(next(bert)).containsExactly(4L);
    assertThat(next(bert)).isEmpty();

    describe(anna);
    mesh.restart(SECOND);
    describe(anna);
    mesh.leave(bert);
    mesh.join("bert");
    assertThat(next(bert)).containsExactly(6L, 7L);
    assertThat(next(bert)).isEmpty();
  }

  @Test
  void eventsWhoseAnswerDidNotArriveAreNewAgain() {
    subscribe(bert, EventType.PEER_SUMMARY);
    describe(anna);
    Call lost = by(bert);
    assertThat(seqs(follow(lost, read(null, 50)))).containsExactly(3L);
    assertThat(next(bert)).as("it is on its way").isEmpty();

    mesh.events().connectionEnded(bert.id());
    assertThat(mesh.events().pending(bert.id())).isEqualTo(1);
    follow(by(bert), read(null, 50));
    mesh.restart(SECOND);

    assertThat(next(bert)).containsExactly(3L);
    mesh.written(lost);
    assertThat(next(bert)).isEmpty();
  }

  @Test
  void anOldReceiptMovesNoSubscriptionBack() {
    subscribe(bert, EventType.PEER_SUMMARY);
    describe(anna);
    Call old = by(bert);
    follow(old, read(null, 50));
    describe(anna);
    assertThat(next(bert)).containsExactly(4L);

    mesh.written(old);
    mesh.restart(SECOND);

    assertThat(next(bert)).isEmpty();
  }

  @Test
  void subscriptionsAddUpAndEndTypeByType() {
    subscribe(bert, EventType.PEER_SUMMARY);
    assertThat(subscribe(bert, EventType.STATE_CHANGED).subscribed())
        .containsExactly(EventType.PEER_SUMMARY, EventType.STATE_CHANGED);
    assertThat(unsubscribe(bert, EventType.PEER_SUMMARY).subscribed())
        .containsExactly(EventType.STATE_CHANGED);
    describe(anna);
    setState(anna, "value");
    assertThat(next(bert)).containsExactly(4L);
    assertThat(unsubscribe(bert).subscribed()).isEmpty();
    setState(anna, "other");
    assertThat(mesh.events().pending(bert.id())).isZero();
    assertThat(follow(by(bert), read(null, 1)).subscribed()).isEmpty();
    assertThat(subscribe(bert).subscribed()).containsExactly(EventType.values());
  }

  @Test
  void theNoticeCountsWhatOthersCausedAndWasNotHandedOut() {
    subscribe(bert, EventType.PEER_SUMMARY, EventType.PEER_LEFT);
    describe(bert);
    assertThat(mesh.events().pending(bert.id())).as("its own").isZero();
    describe(anna);
    describe(anna);
    setState(anna, "not subscribed");
    assertThat(mesh.events().pending(bert.id())).isEqualTo(2);
    mesh.leave(anna);
    assertThat(mesh.events().pending(bert.id())).isEqualTo(3);
    assertThat(mesh.events().pending(anna.id())).isZero();

    follow(by(bert), read(null, 50));
    assertThat(mesh.events().pending(bert.id())).isZero();
  }

  @Test
  void theNoticeStopsCountingAtAHundred() {
    subscribe(bert, EventType.PEER_SUMMARY);
    for (int i = 0; i < 120; i++) {
      describe(anna);
    }
    assertThat(mesh.events().pending(bert.id())).isEqualTo(100);
  }

  @Test
  void whoAsksForForgottenEventsIsToldWhereTheLogBegins() {
    describe(anna);
    mesh.clock().pass(Duration.ofDays(8));
    describe(anna);
    describe(anna);
    mesh.events().forgetBefore(mesh.clock().now().minus(Duration.ofDays(7)));

    EventPage page = follow(by(bert), read(1L, 50));
    assertThat(seqs(page)).containsExactly(4L, 5L);
    assertThat(page.compactedBefore()).isEqualTo(4);
    assertThat(follow(by(bert), read("1970-01-01T00:00:00Z", 9)).compactedBefore()).isEqualTo(4);
    assertThat(follow(by(bert), read(3L, 50)).compactedBefore()).isNull();
    assertThat(follow(by(bert), read(null, 50)).compactedBefore()).isNull();
    assertThat(mesh.store().read(mesh.events()::count)).isEqualTo(2);
  }

  @Test
  void numbersAreNotUsedAgainWhenAllIsForgotten() {
    mesh.clock().pass(Duration.ofDays(8));
    mesh.events().forgetBefore(mesh.clock().now());
    mesh.restart(SECOND);
    describe(anna);
    assertThat(mesh.published().getLast().seq()).isEqualTo(3);
    assertThat(seqs(follow(by(bert), read(0L, 50)))).containsExactly(2L, 3L);
  }

  @Test
  void aWaitingReadEndsWithTheEventItWaitsFor() throws Exception {
    subscribe(bert, EventType.STATE_CHANGED);
    CompletableFuture<List<Long>> answer = new CompletableFuture<>();
    var waits = new FollowEvents(Action.READ, List.of(), null, 50, 50);
    Thread reader = Thread.ofPlatform().start(() -> answer.complete(seqs(follow(by(bert), waits))));
    await().until(() -> reader.getState() == Thread.State.TIMED_WAITING);

    describe(anna);
    assertThat(answer).isNotDone();
    setState(anna, "value");

    assertThat(answer.get()).containsExactly(4L);
  }

  @Test
  void aWaitWithoutASubscriptionSeesOnlyWhatComes() throws Exception {
    CompletableFuture<List<Long>> answer = new CompletableFuture<>();
    var waits = new FollowEvents(Action.READ, List.of(), null, 50, 50);
    Thread reader = Thread.ofPlatform().start(() -> answer.complete(seqs(follow(by(bert), waits))));
    await().until(() -> reader.getState() == Thread.State.TIMED_WAITING);
    describe(anna);
    assertThat(answer.get()).containsExactly(3L);
  }

  @Test
  void eventsHoldNoBodyAndNoValue() {
    String secret = "hunter2";
    mesh.messages()
        .send(by(anna), new SendMessage(bert.id(), secret, MessageType.TEXT, Scope.MACHINE));
    mesh.peers().describe(by(anna), new DescribeSelf(secret));
    setState(anna, secret);
    mesh.locks()
        .lock(by(anna), new LockFile(LockFile.Action.LOCK, "file", "because of " + secret, 10));

    EventPage page = follow(by(bert), read(0L, 50));
    assertThat(page.events())
        .extracting(LoggedEvent::type)
        .contains(EventType.MESSAGE_SENT, EventType.STATE_CHANGED, EventType.FILE_LOCKED);
    assertThat(Json.text(page)).doesNotContain(secret);
  }
}
