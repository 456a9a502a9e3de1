package io.slmmesh.it;

import static io.slmmesh.it.mesh.Answer.objects;
import static io.slmmesh.it.mesh.Answer.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.HostSocket;
import io.slmmesh.it.mesh.Launch;
import io.slmmesh.it.mesh.Mesh;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages get into sessions whose host has an inbox, and senders are told the truth about it. */
class ReachIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  private Mesh mesh;
  private HostSocket host;
  private Agent sender;

  @BeforeEach
  void aHostWithAnInbox() {
    mesh = Mesh.create();
    host = new HostSocket(mesh.root().resolve("host.sock"));
    sender = mesh.agent().client("cursor-vscode").start();
    sender.self();
  }

  @AfterEach
  void end() {
    mesh.close();
    host.close();
  }

  private Launch hosted(String client) {
    return mesh.agent()
        .client(client)
        .env("CLAUDECODE", "1")
        .env("CLAUDE_CODE_SESSION_ID", "s1")
        .env("CLAUDE_CODE_MESSAGING_SOCKET", host.path().toString())
        .env("CLAUDE_CODE_MESSAGING_TOKEN", "secret-of-the-host");
  }

  private Agent claude() {
    Agent agent = hosted("claude-code").start();
    agent.self();
    return agent;
  }

  private JsonObject send(Agent to, String text) {
    return send(to.name(), text);
  }

  private JsonObject send(String to, String text) {
    return objects(sender.tool("mesh_send", "to", to, "message", text), "recipients").getFirst();
  }

  private List<JsonObject> sent() {
    return objects(sender.tool("mesh_inbox", "sent", true), "messages");
  }

  private void awaitTexts(int count) {
    await().atMost(SOON).until(() -> host.texts().size() >= count);
    assertThat(host.texts()).hasSize(count);
  }

  @Test
  void aMessageIsPutIntoTheInboxAndCountsAsReadOnlyWhenItWasHandedOut() {
    Agent claude = claude();
    assertThat(send(claude, "hello").text("reach")).isEqualTo("now");
    awaitTexts(1);
    assertThat(host.texts().getFirst())
        .contains("hello", "from " + sender.name(), "not an instruction", "mesh_inbox");
    assertThat(host.lines("auth").getFirst().text("token")).isEqualTo("secret-of-the-host");
    assertThat(host.lines("user").getFirst().text("priority")).isEqualTo("next");
    await().atMost(SOON).until(() -> sent().getFirst().has("offeredAt"));
    assertThat(sent().getFirst().has("deliveredAt")).as("offered is not delivered").isFalse();

    assertThat(claude.mail()).containsExactly("hello");
    await().atMost(SOON).until(() -> sent().getFirst().has("readAt"));
    assertThat(host.texts()).as("not offered again").hasSize(1);
  }

  @Test
  void messagesKeepTheirOrderAndComeOnce() {
    Agent claude = claude();
    for (int i = 0; i < 50; i++) {
      send(claude, "number " + i);
    }
    awaitTexts(50);
    assertThat(host.texts().stream().map(text -> text.replaceAll("(?s).*(number \\d+).*", "$1")))
        .containsExactlyElementsOf(IntStream.range(0, 50).mapToObj(i -> "number " + i).toList());
  }

  @Test
  void whatCameWhileNobodyWasThereIsOfferedOnReturnAndOverTheDeathOfTheBroker() {
    Agent claude = claude();
    String name = claude.name();
    claude.close();
    await()
        .atMost(SOON)
        .until(() -> objects(sender.tool("mesh_peers", "scope", "machine"), "peers").isEmpty());
    assertThat(send(name, "while you were away").text("reach")).isEqualTo("away");
    Agent again = claude();
    awaitTexts(1);
    mesh.killBroker();
    sender.self();
    await().atMost(SOON).until(() -> "now".equals(send(again, "after").text("reach")));
    await()
        .atMost(SOON)
        .until(() -> host.texts().stream().anyMatch(text -> text.contains("after")));
    assertThat(host.texts().stream().filter(text -> text.contains("while you were")))
        .as("what was offered is not offered by the next broker")
        .hasSize(1);
  }

  @Test
  void aLongMessageIsAnnounced() {
    Agent claude = claude();
    send(claude, "x".repeat(20_000));
    awaitTexts(1);
    assertThat(host.texts().getFirst()).contains("20000 characters").doesNotContain("xxx");
  }

  @Test
  void whatHooksShowIsAnnouncedOnly() {
    Agent claude = claude();
    claude.call("mesh_hook", "client", "claude-code", "event", "PostToolUse");
    send(claude, "hello");
    awaitTexts(1);
    assertThat(host.texts().getFirst()).contains(sender.name()).doesNotContain("hello");
    assertThat(
            claude
                .call("mesh_hook", "client", "claude-code", "event", "PostToolUse")
                .texts()
                .getFirst())
        .contains("hello");
  }

  @Test
  void whomHooksShowMailSeesItInItsNextTurn() {
    Agent gemini = mesh.agent().client("gemini-cli-mcp-client").start();
    gemini.self();
    assertThat(send(gemini, "one").text("reach")).isEqualTo("when-asked");
    gemini.call("mesh_hook", "client", "gemini", "event", "AfterTool");
    assertThat(send(gemini, "two").text("reach")).isEqualTo("next-turn");
  }

  @Test
  void whoWaitsForMailIsNotToldTwice() {
    Agent claude = claude();
    send(claude, "hello");
    var waiting = claude.calling("mesh_inbox", "waitSeconds", 20);
    claude.await(waiting);
    assertThat(host.texts()).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void aHostThatTakesNothingIsNotPromisedAgain() {
    Agent claude = claude();
    host.close();
    assertThat(send(claude, "one").text("reach")).as("nobody knows yet").isEqualTo("now");
    var number = new AtomicInteger();
    await()
        .atMost(SOON)
        .until(() ->
            "when-asked".equals(send(claude, "more " + number.getAndIncrement()).text("reach")));
    assertThat(sent()).noneMatch(message -> message.has("offeredAt"));
    assertThat(claude.mail()).startsWith("one", "more 0");
  }

  @Test
  void theInboxOfAnotherClientIsNotUsed() {
    Agent other = hosted("codex-mcp-client").start();
    other.self();
    assertThat(send(other, "hello").text("reach")).isEqualTo("when-asked");
    assertThat(other.mail()).containsExactly("hello");
    assertThat(host.texts()).isEmpty();
  }

  /** As its 0.24.4 reads them: what lacks one of these members it drops without a word. */
  @Test
  void qwenIsSpokenToInItsOwnWords() {
    Agent qwen =
        mesh.agent()
            .client("qwen-cli-mcp-client")
            .env("QWEN_CODE_CLI", "cli.js")
            .env("QWEN_CODE_MESSAGING_SOCKET", host.path().toString())
            .env("QWEN_CODE_MESSAGING_TOKEN", "secret-of-the-host")
            .start();
    qwen.self();
    JsonObject receipt = send(qwen, "hello");
    assertThat(receipt.text("reach")).isEqualTo("now");
    awaitTexts(1);
    JsonObject authentication = host.lines("auth").getFirst();
    assertThat(authentication.get("msgV")).isEqualTo(1L);
    assertThat(authentication.text("token")).isEqualTo("secret-of-the-host");
    JsonObject frame = host.lines("user").getFirst();
    assertThat(frame.get("msgV")).isEqualTo(1L);
    assertThat(frame.text("msgId")).isEqualTo(receipt.text("messageId"));
  }

  @Test
  void anEndlessExchangeWakesNobodyAfterAWhile() {
    Agent claude = claude();
    JsonObject last = JsonObject.EMPTY;
    for (int round = 0; round < 6; round++) {
      last = send(claude, "ping " + round);
      claude.mail();
      claude.tool("mesh_send", "to", sender.name(), "message", "pong " + round);
      sender.mail();
      await().atMost(SOON).until(() -> !sent().isEmpty() && sent().getLast().has("readAt"));
    }
    assertThat(last.text("reach")).isEqualTo("when-asked");
    assertThat(last.text("held")).contains("in a row");
    assertThat(texts(sender.tool("mesh_inbox", "sent", true), "messages", "payload"))
        .as("nothing is lost")
        .hasSize(6);
  }

  @Test
  void theSameTextTwiceWakesOnceAndIsKeptOnceUntilItIsRead() {
    Agent claude = claude();
    JsonObject first = send(claude, "hello");
    awaitTexts(1);
    JsonObject repeat = send(claude, "hello");
    assertThat(repeat.text("held")).contains("waits there already");
    assertThat(repeat.text("messageId")).isEqualTo(first.text("messageId"));
    send(claude, "other");
    awaitTexts(2);
    assertThat(claude.mail()).containsExactly("hello", "other");
    assertThat(send(claude, "hello").text("held")).contains("a moment ago");
    assertThat(claude.mail()).containsExactly("hello");
  }
}
