package io.slmmesh.it;

import static io.slmmesh.it.mesh.Answer.number;
import static io.slmmesh.it.mesh.Answer.objects;
import static io.slmmesh.it.mesh.Answer.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Mesh;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What two agents on an empty machine can do together. */
class TwoAgentsIT {
  private Mesh mesh;
  private Agent ann;
  private Agent bob;

  @BeforeEach
  void twoSessionsOfBothEras() {
    mesh = Mesh.create();
    ann = mesh.agent().client("claude-code").start();
    bob = mesh.agent().client("cursor-vscode").stateless().start();
    ann.self();
    bob.self();
  }

  @AfterEach
  void end() {
    mesh.close();
  }

  @Test
  void theyFindEachOther() {
    bob.tool("mesh_summary", "summary", "rewriting the parser");

    JsonObject seen = objects(ann.tool("mesh_peers", "scope", "machine"), "peers").getFirst();

    assertThat(seen.text("name")).isEqualTo(bob.name()).isNotEqualTo(ann.name());
    assertThat(seen.text("agentType")).isEqualTo("cursor");
    assertThat(seen.text("summary")).isEqualTo("rewriting the parser");
    assertThat(seen.text("projectPath")).isEqualTo(mesh.work().toString());
    assertThat(seen.text("status")).isEqualTo("active");
    assertThat(seen.get("pid")).isEqualTo(bob.pid());
    assertThat(texts(bob.tool("mesh_peers"), "peers", "agentType")).containsExactly("claude-code");
  }

  @Test
  void aMessageArrivesOnceAndItsSenderSeesWhenItWasRead() {
    JsonObject receipt = ann.tool("mesh_send", "to", bob.name(), "message", "hello");
    assertThat(texts(receipt, "recipients", "reach")).containsExactly("when-asked");
    JsonObject unread = sentBy(ann);
    assertThat(unread.has("deliveredAt")).isFalse();
    assertThat(unread.has("readAt")).isFalse();

    JsonObject message = objects(bob.tool("mesh_inbox"), "messages").getFirst();

    assertThat(message.text("payload")).isEqualTo("hello");
    assertThat(message.text("fromName")).isEqualTo(ann.name());
    assertThat(message.text("fromPeer")).isEqualTo(ann.id());
    assertThat(message.text("id")).isEqualTo(receipt.text("messageId"));
    assertThat(bob.mail()).isEmpty();
    await().until(() -> sentBy(ann).has("readAt"));
    JsonObject read = sentBy(ann);
    assertThat(Instant.parse(read.text("deliveredAt")))
        .isAfterOrEqualTo(Instant.parse(read.text("createdAt")));
  }

  private static JsonObject sentBy(Agent agent) {
    return objects(agent.tool("mesh_inbox", "sent", true), "messages").getFirst();
  }

  @Test
  void peekingDeliversButLeavesUnread() {
    ann.tool("mesh_send", "to", bob.id(), "message", "look");

    assertThat(texts(bob.tool("mesh_inbox", "peek", true), "messages", "payload"))
        .containsExactly("look");
    await().until(() -> sentBy(ann).has("deliveredAt"));
    assertThat(sentBy(ann).has("readAt")).isFalse();
    assertThat(bob.mail()).containsExactly("look");
  }

  @Test
  void waitingInboxIsWokenByTheArrival() {
    String bobsName = bob.name();
    CompletableFuture<Answer> waiting =
        bob.calling("mesh_inbox", "waitSeconds", 50, "from", ann.name());
    ann.awaitWaits(1);
    assertThat(waiting).isNotDone();

    ann.tool("mesh_send", "to", bobsName, "message", "now");

    assertThat(texts(bob.await(waiting).structured(), "messages", "payload"))
        .containsExactly("now");
  }

  @Test
  void senderIsToldThatTheRecipientIsWaiting() {
    // The one send that comes before its wait has begun is answered by "when-asked".
    await()
        .until(
            () -> {
              CompletableFuture<Answer> waiting = bob.calling("mesh_inbox", "waitSeconds", 50);
              JsonObject receipt = ann.tool("mesh_send", "to", bob.name(), "message", "ping");
              bob.await(waiting).structured();
              return texts(receipt, "recipients", "reach").getFirst();
            },
            "now"::equals);
  }

  @Test
  void mailIsReadOldestFirstInPages() {
    List<String> sent = IntStream.range(0, 25).mapToObj(i -> "m" + i).toList();
    sent.forEach(text -> ann.tool("mesh_send", "to", bob.name(), "message", text));

    JsonObject first = bob.tool("mesh_inbox", "limit", 20);
    JsonObject second = bob.tool("mesh_inbox", "limit", 20);

    assertThat(texts(first, "messages", "payload")).isEqualTo(sent.subList(0, 20));
    assertThat(first.get("more")).isEqualTo(true);
    assertThat(texts(second, "messages", "payload")).isEqualTo(sent.subList(20, 25));
    assertThat(second.get("more")).isEqualTo(false);
  }

  @Test
  void everyResultEndsWithTheUnreadCountWhileMailWaits() {
    assertThat(bob.call("mesh_peers").texts()).hasSize(1);
    ann.tool("mesh_send", "to", bob.name(), "message", "one");
    ann.tool("mesh_send", "to", bob.name(), "message", "two");

    assertThat(bob.call("mesh_peers").closingLine()).startsWith("2 unread messages");
    assertThat(bob.tool("mesh_status").text("notice")).startsWith("2 unread messages");
    bob.mail();
    assertThat(bob.call("mesh_peers").texts()).hasSize(1);
  }

  @Test
  void stateIsSharedWithVersionAndAuthor() {
    ann.tool("mesh_state", "action", "set", "key", "port", "value", "8080");
    JsonObject set = bob.tool("mesh_state", "action", "set", "key", "port", "value", "9090");
    assertThat(number(set.object("entry"), "version")).isEqualTo(2);

    JsonObject got = ann.tool("mesh_state", "action", "get", "key", "port").object("entry");

    assertThat(got.text("value")).isEqualTo("9090");
    assertThat(got.text("updatedBy")).isEqualTo(bob.name());
    assertThat(got.text("namespace")).isEqualTo(mesh.work().toString());
    assertThat(ann.tool("mesh_state", "action", "delete", "key", "port").get("deleted"))
        .isEqualTo(true);
    assertThat(bob.tool("mesh_state", "action", "get", "key", "port").get("found"))
        .isEqualTo(false);
    assertThat(objects(bob.tool("mesh_state", "action", "list"), "entries")).isEmpty();
  }

  @Test
  void lockIsRefusedUntilItsHolderReleasesIt() {
    JsonObject mine =
        ann.tool("mesh_lock", "action", "lock", "filePath", "a.txt", "reason", "refactoring");
    assertThat(mine.get("granted")).isEqualTo(true);

    JsonObject refused = bob.tool("mesh_lock", "action", "lock", "filePath", "./sub/../a.txt");
    assertThat(refused.get("granted")).isEqualTo(false);
    assertThat(refused.text("heldBy")).isEqualTo(ann.name());
    assertThat(refused.text("reason")).isEqualTo("refactoring");
    assertThat(Instant.parse(refused.text("expiresAt"))).isAfter(Instant.now());
    assertThat(bob.tool("mesh_lock", "action", "unlock", "filePath", "a.txt").get("released"))
        .isEqualTo(false);

    ann.tool("mesh_lock", "action", "unlock", "filePath", "a.txt");
    JsonObject granted = bob.tool("mesh_lock", "action", "lock", "filePath", "a.txt");
    assertThat(granted.get("granted")).isEqualTo(true);
    assertThat(number(granted.object("lock"), "fencingToken"))
        .isGreaterThan(number(mine.object("lock"), "fencingToken"));
  }

  @Test
  void subscriberIsToldOfWhatItMissedAndWokenByWhatComes() {
    bob.tool("mesh_events", "action", "subscribe", "types", List.of("file_locked"));
    ann.tool("mesh_state", "action", "set", "key", "k", "value", "v");
    ann.tool("mesh_lock", "action", "lock", "filePath", "a.txt");
    assertThat(bob.call("mesh_peers").closingLine()).startsWith("1 new event");
    JsonObject page = bob.tool("mesh_events", "action", "read");
    assertThat(texts(page, "events", "type")).containsExactly("file_locked");
    assertThat(objects(page, "events").getFirst().object("payload").text("filePath"))
        .isEqualTo(mesh.work().resolve("a.txt").toString());
    assertThat(bob.call("mesh_peers").texts()).hasSize(1);

    CompletableFuture<Answer> waiting =
        bob.calling("mesh_events", "action", "read", "waitSeconds", 50);
    ann.tool("mesh_lock", "action", "lock", "filePath", "b.txt");

    assertThat(texts(bob.await(waiting).structured(), "events", "type"))
        .containsExactly("file_locked");
  }

  @Test
  void eventsHaveNoGapsAndNoBodies() {
    ann.tool("mesh_send", "to", bob.name(), "message", "the secret body");
    ann.tool("mesh_state", "action", "set", "key", "k", "value", "the secret value");
    bob.mail();

    JsonObject page = ann.tool("mesh_events", "action", "read", "since", 0, "limit", 200);

    List<Long> seqs = objects(page, "events").stream().map(event -> number(event, "seq")).toList();
    assertThat(seqs).isEqualTo(LongStream.rangeClosed(1, seqs.size()).boxed().toList());
    assertThat(page.toString()).doesNotContain("secret");
    assertThat(texts(page, "events", "type"))
        .contains("peer_joined", "message_sent", "state_changed");
  }

  @Test
  void statusTellsWhoIAmAndWhatThereIs() {
    ann.tool("mesh_send", "to", bob.name(), "message", "hello");

    JsonObject status = bob.tool("mesh_status");

    assertThat(status.object("self").text("id")).isEqualTo(bob.id());
    assertThat(number(status, "unread")).isEqualTo(1);
    assertThat(number(status.object("peers"), "active")).isEqualTo(2);
    assertThat(number(status.object("messages"), "total")).isEqualTo(1);
    assertThat(number(status.object("db"), "sizeBytes")).isPositive();
    assertThat(status.has("lastStop")).isFalse();
  }

  @Test
  void unknownRecipientIsRefusedWithThoseWhoAreThere() {
    assertThat(ann.refused("mesh_send", "to", "nobody", "message", "x"))
        .contains("nobody")
        .contains(bob.name());
  }

  @Test
  void mailForAnAgentThatIsAwayIsDeliveredWhenItsClientReturns() {
    Agent carl = mesh.agent().client("claude-code").env("CLAUDE_CODE_SESSION_ID", "c-1").start();
    String name = carl.name();
    carl.close();
    await().until(() -> !texts(ann.tool("mesh_peers"), "peers", "name").contains(name));

    JsonObject receipt = ann.tool("mesh_send", "to", name, "message", "for later");

    assertThat(texts(receipt, "recipients", "reach")).containsExactly("away");
    Agent back = mesh.agent().client("claude-code").env("CLAUDE_CODE_SESSION_ID", "c-1").start();
    assertThat(back.mail()).containsExactly("for later");
    assertThat(back.name()).isEqualTo(name);
  }
}
