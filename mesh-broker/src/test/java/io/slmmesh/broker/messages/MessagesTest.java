package io.slmmesh.broker.messages;

import static io.slmmesh.broker.TestMesh.by;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.event.MeshEvent.MessageDelivered;
import io.slmmesh.api.event.MeshEvent.MessageSent;
import io.slmmesh.api.message.InboxPage;
import io.slmmesh.api.message.Message;
import io.slmmesh.api.message.MessageType;
import io.slmmesh.api.message.Reach;
import io.slmmesh.api.message.ReadInbox;
import io.slmmesh.api.message.ReadInbox.Filter;
import io.slmmesh.api.message.SendMessage;
import io.slmmesh.api.message.SendReceipt;
import io.slmmesh.api.message.SendReceipt.Recipient;
import io.slmmesh.api.operation.Call;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.api.peer.Scope;
import io.slmmesh.api.status.MeshStatus;
import io.slmmesh.broker.TestMesh;
import io.slmmesh.broker.peers.Guests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MessagesTest {
  private static final ReadInbox UNREAD = new ReadInbox(Filter.UNREAD, null, 20, false, 0, false);
  private static final ReadInbox ALL = new ReadInbox(Filter.ALL, null, 20, false, 0, false);
  private static final ReadInbox PEEK = new ReadInbox(Filter.UNREAD, null, 20, true, 0, false);
  private static final ReadInbox SENT = new ReadInbox(Filter.UNREAD, null, 20, false, 0, true);

  @TempDir Path temp;
  private TestMesh mesh;
  private Caller anna;
  private Caller bert;
  private Caller carl;

  @BeforeEach
  void threeAgents() {
    mesh = new TestMesh(temp);
    anna = mesh.join("anna");
    bert = mesh.join("bert");
    carl = mesh.join("carl");
  }

  @AfterEach
  void close() {
    mesh.close();
  }

  private static SendMessage text(String to, String text) {
    return new SendMessage(to, text, MessageType.TEXT, Scope.MACHINE);
  }

  private SendReceipt send(Caller from, Caller to, String text) {
    return mesh.messages().send(by(from), text(to.id(), text));
  }

  /** Reads over a call whose answer is on its way. */
  private InboxPage inbox(Call call, ReadInbox request) {
    try {
      return mesh.messages().inbox(call, request);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Reads, and the answer arrives. */
  private List<String> read(Caller agent, ReadInbox request) {
    Call call = by(agent);
    InboxPage page = inbox(call, request);
    mesh.written(call);
    return payloads(page);
  }

  private static List<String> payloads(InboxPage page) {
    return page.messages().stream().map(Message::payload).toList();
  }

  @Test
  void messagesComeOldestFirstInTheOrderOfTheirSender() {
    for (int i = 0; i < 5; i++) {
      send(anna, carl, "a" + i);
      send(bert, carl, "b" + i);
      mesh.clock().setWallClock(Duration.ofSeconds(-30));
    }
    assertThat(read(carl, UNREAD))
        .containsExactly("a0", "b0", "a1", "b1", "a2", "b2", "a3", "b3", "a4", "b4");
    assertThat(read(carl, UNREAD)).isEmpty();
  }

  @Test
  void oneSenderCanBeReadAloneByNameOrId() {
    send(anna, carl, "a");
    send(bert, carl, "b");
    assertThat(read(carl, new ReadInbox(Filter.UNREAD, bert.name(), 20, false, 0, false)))
        .containsExactly("b");
    assertThat(read(carl, new ReadInbox(Filter.UNREAD, anna.id(), 20, false, 0, false)))
        .containsExactly("a");
    assertThatThrownBy(
            () -> inbox(by(carl), new ReadInbox(Filter.UNREAD, "zzzz", 20, false, 0, false)))
        .hasMessageContaining("no agent is called \"zzzz\"");
  }

  @Test
  void readMeansThatTheAnswerArrived() {
    send(anna, bert, "hello");
    Call lost = by(bert);
    assertThat(payloads(inbox(lost, UNREAD))).containsExactly("hello");
    assertThat(mesh.messages().unread(bert.id())).isZero();
    assertThat(inbox(by(bert), UNREAD).messages()).as("not handed out twice").isEmpty();
    assertThat(inbox(by(anna), SENT).messages().getFirst().deliveredAt()).isNull();

    mesh.messages().connectionEnded(bert.id());
    assertThat(mesh.messages().unread(bert.id())).isEqualTo(1);
    Instant read = mesh.clock().now();
    assertThat(read(bert, UNREAD)).containsExactly("hello");

    assertThat(inbox(by(anna), SENT).messages())
        .singleElement()
        .satisfies(message -> assertThat(message.deliveredAt()).isEqualTo(read))
        .satisfies(message -> assertThat(message.readAt()).isEqualTo(read))
        .satisfies(message -> assertThat(message.toName()).isEqualTo(bert.name()));
    assertThat(read(bert, UNREAD)).isEmpty();
  }

  @Test
  void aLookThatArrivesLateDoesNotSetFreeWhatAnAnswerCarries() {
    send(anna, bert, "hello");
    Call look = by(bert);
    assertThat(payloads(inbox(look, PEEK))).containsExactly("hello");
    Call answer = by(bert);
    assertThat(payloads(inbox(answer, UNREAD))).containsExactly("hello");
    mesh.written(look);
    assertThat(inbox(by(bert), UNREAD).messages()).as("not handed out twice").isEmpty();
    mesh.written(answer);
    assertThat(read(bert, UNREAD)).isEmpty();
  }

  private Recipient say(Caller from, Caller to, String text) {
    return send(from, to, text).recipients().getFirst();
  }

  @Test
  void aRingOfAnswersWakesNobodyAfterAWhileAndLosesNothing() {
    List<Caller> ring = List.of(anna, bert, carl);
    for (int hop = 0; hop < 12; hop++) {
      Caller from = ring.get(hop % 3);
      Caller to = ring.get((hop + 1) % 3);
      Recipient recipient = say(from, to, "hop " + hop);
      if (hop <= LoopGuard.MOST_HOPS) {
        assertThat(recipient.held()).as("hop %s", hop).isNull();
      } else {
        assertThat(recipient.held()).as("hop %s", hop).contains("in a row");
        assertThat(mesh.messages().toOffer(to.id(), 10)).isEmpty();
      }
      assertThat(read(to, UNREAD)).containsExactly("hop " + hop);
      mesh.clock().pass(Duration.ofSeconds(5));
    }
    mesh.clock().pass(LoopGuard.ANSWERS_WITHIN);
    assertThat(say(anna, bert, "something new").held()).isNull();
  }

  @Test
  void aMessageTellsHowItsSenderIsKnownAndWhatItAnswers() {
    Caller script =
        new Guests(mesh.store(), mesh.peers(), TestMesh.GONE).command("script", 1, temp);
    say(anna, bert, "a question");
    say(script, bert, "a note");
    List<Message> messages = inbox(by(bert), PEEK).messages();
    assertThat(messages).extracting(Message::verified).containsExactly(null, false);
    assertThat(messages).extracting(Message::hop).containsOnlyNulls();
    read(bert, UNREAD);
    say(bert, anna, "an answer");
    assertThat(inbox(by(anna), UNREAD).messages().getFirst().hop()).isEqualTo(1);
  }

  @Test
  void whoMerelyTellsSeveralAgentsIsInNoLoop() {
    for (int i = 0; i < 30; i++) {
      assertThat(say(anna, bert, "news " + i).held()).isNull();
      read(bert, UNREAD);
    }
  }

  @Test
  void theSameTextWakesOnceAMomentAndIsNotStoredTwiceWhileItWaits() {
    Recipient first = say(anna, bert, "hello");
    Recipient again = say(anna, bert, "hello");
    assertThat(first.held()).isNull();
    assertThat(again.held()).contains("waits there already");
    assertThat(again.messageId()).isEqualTo(first.messageId());
    assertThat(say(anna, carl, "hello").held()).as("to somebody else").isNull();
    assertThat(read(bert, UNREAD)).containsExactly("hello");

    Recipient afterwards = say(anna, bert, "hello");
    assertThat(afterwards.held()).isEqualTo("the same text as a moment ago");
    assertThat(afterwards.messageId()).isNotEqualTo(first.messageId());
    mesh.clock().pass(LoopGuard.ANSWERS_WITHIN.plusSeconds(1));
    assertThat(say(anna, bert, "hello").held()).isNull();
    assertThat(mesh.messages().unread(bert.id())).isEqualTo(2);
  }

  @Test
  void whatWasOfferedIsNotOfferedAgainAndIsStillUnread() {
    String id = say(anna, bert, "hello").messageId();
    assertThat(mesh.messages().toOffer(bert.id(), 10)).hasSize(1);
    mesh.messages().offered(new OfferReceipt(bert.id(), id));
    mesh.messages().offered(new OfferReceipt(carl.id(), id));
    assertThat(mesh.messages().toOffer(bert.id(), 10)).isEmpty();
    assertThat(inbox(by(anna), SENT).messages().getFirst().offeredAt()).isNotNull();
    assertThat(read(bert, UNREAD)).containsExactly("hello");
  }

  @Test
  void whatWasOnItsWayWhenTheBrokerEndedIsHandedOutByTheNext() {
    send(anna, bert, "one");
    send(anna, bert, "two");
    Call arrives = by(bert);
    inbox(arrives, new ReadInbox(Filter.UNREAD, null, 1, false, 0, false));
    mesh.written(arrives);
    inbox(by(bert), UNREAD);

    mesh.restart(Duration.ofSeconds(1));

    assertThat(read(mesh.join("bert"), UNREAD)).containsExactly("two");
  }

  @Test
  void receiptsThatComeTwiceOrFromOthersChangeNothing() {
    send(anna, bert, "hello");
    Call call = by(bert);
    inbox(call, UNREAD);
    String token = call.receipts().token();
    Call stolen = by(carl);
    stolen.receipts().add(token.replace(bert.id(), carl.id()), () -> {});
    mesh.written(stolen);
    assertThat(mesh.published(MessageDelivered.class)).isEmpty();

    mesh.written(call);
    Instant read = mesh.clock().now();
    mesh.clock().pass(Duration.ofMinutes(1));
    mesh.written(call);

    assertThat(inbox(by(anna), SENT).messages().getFirst().readAt()).isEqualTo(read);
    assertThat(mesh.published(MessageDelivered.class)).hasSize(1);
  }

  @Test
  void peekingDeliversAndLeavesUnread() {
    send(anna, bert, "hello");
    assertThat(read(bert, PEEK)).containsExactly("hello");
    assertThat(read(bert, PEEK)).containsExactly("hello");

    Message sent = inbox(by(anna), SENT).messages().getFirst();
    assertThat(sent.deliveredAt()).isNotNull();
    assertThat(sent.readAt()).isNull();
    assertThat(mesh.messages().unread(bert.id())).isEqualTo(1);
    assertThat(mesh.published(MessageDelivered.class)).hasSize(1);
    assertThat(read(bert, UNREAD)).containsExactly("hello");
  }

  @Test
  void aPageEndsAtItsLimitAndTellsThatThereIsMore() {
    IntStream.range(0, 5).forEach(i -> send(anna, bert, "m" + i));
    var two = new ReadInbox(Filter.UNREAD, null, 2, false, 0, false);
    for (List<String> expected : List.of(List.of("m0", "m1"), List.of("m2", "m3"), List.of("m4"))) {
      Call call = by(bert);
      InboxPage page = inbox(call, two);
      assertThat(payloads(page)).isEqualTo(expected);
      assertThat(page.more()).isEqualTo(expected.size() == 2);
      mesh.written(call);
    }
  }

  @Test
  void aPageEndsBeforeItIsTooLargeForAClient() {
    IntStream.range(0, 6).forEach(i -> send(anna, bert, i + "x".repeat((64 << 10) - 1)));
    Call call = by(bert);
    InboxPage page = inbox(call, UNREAD);
    assertThat(page.messages()).hasSize(4);
    assertThat(page.more()).isTrue();
    mesh.written(call);
    assertThat(read(bert, UNREAD)).hasSize(2);
  }

  @Test
  void ofAllMessagesTheNewestAreShownOldestFirst() {
    IntStream.range(0, 5).forEach(i -> send(anna, bert, "m" + i));
    read(bert, new ReadInbox(Filter.UNREAD, null, 4, false, 0, false));

    assertThat(read(bert, new ReadInbox(Filter.ALL, null, 3, false, 0, false)))
        .containsExactly("m2", "m3", "m4");
    assertThat(mesh.messages().unread(bert.id())).isZero();
    assertThat(payloads(inbox(by(anna), new ReadInbox(Filter.ALL, null, 3, false, 0, true))))
        .containsExactly("m2", "m3", "m4");
  }

  @Test
  void ofAllMessagesThoseThatDoNotFitAreTheOldest() {
    IntStream.range(0, 6).forEach(i -> send(anna, bert, i + "x".repeat((64 << 10) - 1)));
    InboxPage received = inbox(by(bert), ALL);
    assertThat(payloads(received))
        .extracting(text -> text.charAt(0))
        .containsExactly('2', '3', '4', '5');
    assertThat(received.more()).isTrue();
    assertThat(inbox(by(anna), SENT).messages())
        .extracting(message -> message.payload().charAt(0))
        .containsExactly('2', '3', '4', '5');
  }

  @Test
  void readMessagesOnTheirWayAgainHideNoUnreadOnes() {
    IntStream.range(0, 3).forEach(i -> send(anna, bert, "old" + i));
    read(bert, UNREAD);
    send(carl, bert, "new");

    inbox(by(bert), new ReadInbox(Filter.ALL, anna.id(), 20, false, 0, false));

    assertThat(mesh.messages().unread(bert.id())).isEqualTo(1);
  }

  @Test
  void aBroadcastReachesItsScopeAndNotItsSender() throws IOException {
    Path other = Files.createDirectories(temp.resolve("other"));
    Caller dora = mesh.join("dora", other);
    assertThat(recipients(anna, Scope.MACHINE))
        .containsExactlyInAnyOrder(bert.name(), carl.name(), dora.name());
    assertThat(recipients(anna, Scope.DIRECTORY))
        .containsExactlyInAnyOrder(bert.name(), carl.name());
    assertThat(recipients(anna, Scope.REPO)).containsExactlyInAnyOrder(bert.name(), carl.name());
    assertThat(recipients(dora, Scope.DIRECTORY)).isEmpty();
    mesh.leave(carl);
    assertThat(recipients(anna, Scope.DIRECTORY))
        .as("who is away is not meant")
        .containsExactly(bert.name());
  }

  private List<String> recipients(Caller from, Scope scope) {
    var receipt =
        mesh.messages().send(by(from), new SendMessage("ALL", "hi", MessageType.TEXT, scope));
    assertThat(receipt.messageId()).isNull();
    return receipt.recipients().stream().map(Recipient::name).toList();
  }

  @Test
  void whoIsAwayFindsItsMailWhenItReturns() {
    mesh.leave(bert);
    assertThat(send(anna, bert, "later").recipients())
        .extracting(Recipient::reach)
        .containsExactly(Reach.AWAY);
    mesh.restart(Duration.ofDays(3));
    assertThat(read(mesh.join("bert"), UNREAD)).containsExactly("later");
  }

  @Test
  void anUnknownRecipientIsRefusedWithThoseWhoAreThere() {
    assertThatThrownBy(() -> mesh.messages().send(by(anna), text("zzzz", "hi")))
        .isInstanceOfSatisfying(
            MeshException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessageContainingAll("zzzz", anna.name(), bert.name(), carl.name());
    assertThatThrownBy(() -> send(anna, anna, "me"))
        .hasMessageContaining("is yourself (" + anna.name() + ")");
    assertThat(mesh.published(MessageSent.class)).isEmpty();
  }

  @Test
  void aFullMailboxRefusesAndDropsNothing() {
    fill(bert, Messages.MAILBOX - 1);
    send(anna, bert, "the last");

    assertThatThrownBy(() -> send(anna, bert, "one too many"))
        .isInstanceOfSatisfying(
            MeshException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE))
        .hasMessageContainingAll(bert.name(), "100000", "nothing was sent");
    assertThatThrownBy(() -> mesh.messages().send(by(anna), text("all", "to everybody")))
        .hasMessageContaining("nothing was sent");
    assertThat(read(carl, UNREAD)).as("no part of a refused broadcast").isEmpty();
    assertThat(mesh.store().read(mesh.messages()::count).total()).isEqualTo(Messages.MAILBOX);

    assertThat(read(bert, new ReadInbox(Filter.UNREAD, null, 1, false, 0, false))).hasSize(1);
    send(anna, bert, "fits again");
  }

  /** Behind the back of the broker; the next one counts what is there. */
  private void fill(Caller to, int count) {
    int _ =
        mesh.store()
            .write(tx ->
                tx.sql()
                    .update(
                        """
                        INSERT INTO messages (id, from_peer, to_peer, type, payload, created_at)
                        WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?3)
                        SELECT 'filler-' || n, ?1, ?2, 'text', 'filler', 0 FROM number
                        """,
                        carl.id(),
                        to.id(),
                        count));
    mesh.restart(Duration.ZERO);
  }

  @Test
  void theTotalsAreCountedOnceAndThenKeptUp() {
    fill(bert, 2);
    assertThat(totals()).isEqualTo(new MeshStatus.Messages(2, 2, 0));

    send(anna, bert, "one more");
    assertThat(totals()).isEqualTo(new MeshStatus.Messages(3, 3, 0));
    read(bert, new ReadInbox(Filter.UNREAD, null, 1, true, 0, false));
    assertThat(totals()).as("a look delivers").isEqualTo(new MeshStatus.Messages(3, 2, 0));
    read(bert, UNREAD);
    assertThat(totals()).isEqualTo(new MeshStatus.Messages(3, 0, 0));
    assertThat(totals()).isEqualTo(rows());

    mesh.clock().pass(Duration.ofDays(1));
    mesh.messages().forgetReadBefore(Instant.ofEpochMilli(mesh.clock().millis()));
    assertThat(totals()).isEqualTo(new MeshStatus.Messages(0, 0, 0));
  }

  @Test
  void theTotalsAreRightWhateverIsCommittedWhileTheyAreCounted() {
    for (int round = 0; round < 20; round++) {
      int number = round;
      mesh.restart(Duration.ZERO);
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 20; i++) {
              send(anna, bert, "message " + i + " of round " + number);
            }
          });
      totals();
      sending.join();
      assertThat(totals()).isEqualTo(rows());
    }
  }

  private MeshStatus.Messages totals() {
    return mesh.store().read(mesh.messages()::count);
  }

  private MeshStatus.Messages rows() {
    MessageTable.Counted rows = mesh.store().read(MessageTable::countAll);
    return new MeshStatus.Messages(rows.total(), rows.undelivered(), 0);
  }

  @Test
  void aSendThatIsRepeatedHappensOnce() {
    SendReceipt first = mesh.messages().send(by(anna, "session", 7), text(bert.id(), "once"));
    mesh.restart(Duration.ofSeconds(1));
    SendReceipt again = mesh.messages().send(by(anna, "session", 7), text(bert.id(), "once"));

    assertThat(again).isEqualTo(first);
    assertThat(mesh.published(MessageSent.class)).hasSize(1);
    assertThat(read(bert, UNREAD)).containsExactly("once");
    assertThat(mesh.messages().send(by(anna, "session", 8), text(bert.id(), "twice")).messageId())
        .isNotEqualTo(first.messageId());
  }

  @Test
  void whoWaitsIsWokenByTheCommitAndIsReachedNow() throws Exception {
    var waits = new ReadInbox(Filter.UNREAD, anna.id(), 20, false, 50, false);
    CompletableFuture<List<String>> answer = new CompletableFuture<>();
    Thread reader = Thread.ofPlatform().start(() -> answer.complete(read(bert, waits)));
    await().until(() -> reader.getState() == Thread.State.TIMED_WAITING);
    assertThat(totals().waits()).isEqualTo(1);

    assertThat(send(carl, bert, "not this one").recipients())
        .extracting(Recipient::reach)
        .containsExactly(Reach.WHEN_ASKED);
    assertThat(mesh.messages().toOffer(bert.id(), 10)).as("it does not wait for it").hasSize(1);
    assertThat(answer).isNotDone();
    assertThat(send(anna, bert, "this one").recipients())
        .extracting(Recipient::reach)
        .containsExactly(Reach.NOW);
    assertThat(answer.get()).containsExactly("this one");
    assertThat(totals().waits()).isZero();
    assertThat(send(anna, bert, "later").recipients())
        .extracting(Recipient::reach)
        .containsExactly(Reach.WHEN_ASKED);
  }

  @Test
  void aWaitThatIsAskedForAgainLastsOnlyForItsRest() {
    var waits = new ReadInbox(Filter.UNREAD, null, 20, false, 50, false);
    assertThat(inbox(by(bert, Duration.ofSeconds(50)), waits).messages()).isEmpty();
    assertThat(inbox(by(bert, Duration.ofMillis(49_990)), waits).messages()).isEmpty();
  }

  @Test
  void onlyMessagesThatWereReadAreForgotten() {
    send(anna, bert, "read");
    read(bert, UNREAD);
    send(anna, bert, "unread");
    mesh.clock().pass(Duration.ofDays(30));

    mesh.messages().forgetReadBefore(mesh.clock().now());

    assertThat(read(bert, ALL)).containsExactly("unread");
  }
}
