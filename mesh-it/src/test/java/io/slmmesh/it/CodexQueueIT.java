package io.slmmesh.it;

import static io.slmmesh.it.mesh.Answer.objects;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Image;
import io.slmmesh.it.mesh.Mesh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Threads of Codex are told of mail by the queue of the daemon that holds them. A shell under the
 * name of {@code codex} plays the daemon: {@code app-server} and {@code queue} are its scripts.
 */
class CodexQueueIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String THREAD = "01a216df-f0e2-7e63-9e5e-2af5f6496ae5";
  private static final String QUEUE =
      """
      printf '%s %s\\n' "$2" "$4" >> "$HOME/queued"
      exit "$(cat exit-code)"
      """;

  private Mesh mesh;
  private Path program;
  private Agent sender;
  private Agent codex;

  @BeforeEach
  void aCodex() throws IOException {
    mesh = Mesh.create();
    program = Files.copy(Path.of("/bin/bash"), mesh.root().resolve("codex"));
    Files.writeString(mesh.work().resolve("app-server"), "\"$SLM\" mcp\n");
    Files.writeString(mesh.work().resolve("exec"), "\"$SLM\" mcp\n");
    Files.writeString(mesh.work().resolve("queue"), QUEUE);
    Files.writeString(mesh.work().resolve("exit-code"), "0");
    sender = mesh.agent().client("cursor-vscode").start();
    sender.self();
  }

  @AfterEach
  void end() {
    mesh.close();
  }

  /** A thread whose bridge was started by such a codex; gives its name. */
  private String thread(String... words) {
    var command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(words));
    codex =
        mesh.agent()
            .client("codex-mcp-client")
            .env("SLM", Image.underTest().launcher().toString())
            .openBy(command);
    JsonObject client = JsonObject.of("name", "codex-mcp-client", "version", "1.0");
    codex
        .ask(
            "initialize",
            JsonObject.of(
                "protocolVersion",
                "2025-06-18",
                "capabilities",
                JsonObject.EMPTY,
                "clientInfo",
                client))
        .result();
    return String.valueOf(call("mesh_status").object("self").text("name"));
  }

  /** As Codex calls tools: with the thread that does. */
  private JsonObject call(String tool, Object... arguments) {
    JsonObject meta = JsonObject.of("threadId", THREAD);
    JsonObject input = JsonObject.of(arguments);
    JsonObject call = JsonObject.of("name", tool, "arguments", input, "_meta", meta);
    return codex.ask("tools/call", call).result().object("structuredContent");
  }

  private JsonObject send(String to, String text) {
    return objects(sender.tool("mesh_send", "to", to, "message", text), "recipients").getFirst();
  }

  private List<JsonObject> sent() {
    return objects(sender.tool("mesh_inbox", "sent", true), "messages");
  }

  private List<String> queued() throws IOException {
    Path file = mesh.directory("home").resolve("queued");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  @Test
  void aThreadOfTheDaemonIsToldThatMailWaitsAndNoWordOfIt() throws IOException {
    String name = thread("app-server", "--listen", "unix://", "--managed-daemon");
    assertThat(send(name, "hello").text("reach")).isEqualTo("now");
    await().atMost(SOON).until(() -> sent().getFirst().has("offeredAt"));
    assertThat(queued()).hasSize(1);
    assertThat(queued().getFirst())
        .startsWith(THREAD + " [slm-mesh] A message waits for you, from " + sender.name())
        .contains("mesh_inbox")
        .doesNotContain("hello");
    assertThat(sent().getFirst().has("deliveredAt")).as("offered is not delivered").isFalse();
  }

  @Test
  void whoHasNotReadIsNotToldAgainAndThenOfAllThatWaits() throws IOException {
    String name = thread("app-server", "--listen", "unix://");
    send(name, "first");
    await().atMost(SOON).until(() -> sent().getFirst().has("offeredAt"));
    for (int i = 0; i < 5; i++) {
      send(name, "number " + i);
    }
    assertThat(queued()).as("told once").hasSize(1);
    call("mesh_inbox", "limit", 1);
    await().atMost(SOON).until(() -> sent().stream().allMatch(each -> each.has("offeredAt")));
    assertThat(sent()).hasSize(6);
    assertThat(queued()).hasSize(2);
    assertThat(queued().getLast()).contains("5 messages wait");
  }

  /** Its queue would take the message all the same, and nobody would read it. */
  @Test
  void aThreadThatAnotherProcessHoldsIsPromisedNothing() throws IOException {
    assertThat(send(thread("exec", "do this"), "hello").text("reach")).isEqualTo("when-asked");
    assertThat(send(thread("app-server"), "again").text("reach")).isEqualTo("when-asked");
    assertThat(queued()).isEmpty();
  }

  @Test
  void aQueueThatRefusesIsNotPromisedAgain() throws IOException {
    Files.writeString(mesh.work().resolve("exit-code"), "1");
    String name = thread("app-server", "--listen", "unix://");
    assertThat(send(name, "one").text("reach")).as("nobody knows yet").isEqualTo("now");
    await().atMost(SOON).until(() -> queued().size() == 1);
    await()
        .atMost(SOON)
        .until(() -> "when-asked".equals(send(name, "more " + System.nanoTime()).text("reach")));
    assertThat(sent()).noneMatch(message -> message.has("offeredAt"));
  }
}
