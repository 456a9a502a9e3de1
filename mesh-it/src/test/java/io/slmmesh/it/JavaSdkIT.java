package io.slmmesh.it;

import static io.slmmesh.it.mesh.Answer.number;
import static io.slmmesh.it.mesh.Answer.objects;
import static io.slmmesh.it.mesh.Answer.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.judge.Complaints;
import io.slmmesh.it.judge.JavaSdkAgent;
import io.slmmesh.it.judge.JavaSdkAgent.Pending;
import io.slmmesh.it.mesh.Launch;
import io.slmmesh.it.mesh.Mesh;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two sessions of the official Java SDK, which knows the era with {@code initialize} only. All
 * tests use the same two, each with names of its own.
 */
class JavaSdkIT {
  private static final Complaints COMPLAINTS = new Complaints();
  private static final Mesh MESH = Mesh.create();
  private static JavaSdkAgent ann;
  private static JavaSdkAgent bob;

  @BeforeAll
  static void twoSessions() {
    ann = JavaSdkAgent.start(MESH, "claude-code");
    bob = JavaSdkAgent.start(MESH, "cursor-vscode");
    ann.self();
    bob.self();
  }

  @AfterAll
  static void end() {
    try (COMPLAINTS;
        MESH;
        var _ = ann;
        var _ = bob) {
      // Closed in reverse order, also if there is no bob.
    }
  }

  @Test
  void sessionIsAgreedOn() {
    var agreed = ann.client().getCurrentInitializationResult();

    assertThat(agreed.protocolVersion()).isEqualTo(Launch.LATEST_LEGACY);
    assertThat(agreed.serverInfo().name()).isEqualTo("slm-mesh");
    assertThat(agreed.instructions()).contains("mesh_peers").hasSizeLessThanOrEqualTo(512);
    assertThat(agreed.capabilities().resources()).isNull();
    assertThat(agreed.capabilities().prompts()).isNotNull();
    assertThat(ann.client().ping()).isEqualTo(Map.of());
  }

  @Test
  void schemasOfTheEightToolsAreAccepted() {
    assertThat(bob.tools()).hasSize(8);
    assertThat(bob.tools().values())
        .allSatisfy(tool -> {
          assertThat(tool.name()).startsWith("mesh_");
          assertThat(tool.annotations().destructiveHint()).isFalse();
          assertThat(bob.objection(tool.inputSchema())).isNull();
          assertThat(bob.objection(tool.outputSchema())).isNull();
        });
  }

  @Test
  void theyFindEachOther() {
    bob.tool("mesh_summary", "summary", "rewriting the parser");

    List<JsonObject> seen = objects(ann.tool("mesh_peers", "scope", "machine"), "peers");

    assertThat(seen).hasSize(1);
    assertThat(seen.getFirst().text("id")).isEqualTo(bob.self().text("id"));
    assertThat(seen.getFirst().text("agentType")).isEqualTo("cursor");
    assertThat(seen.getFirst().text("summary")).isEqualTo("rewriting the parser");
  }

  @Test
  void messageIsHandedOverOnce() {
    JsonObject receipt = ann.tool("mesh_send", "to", name(bob), "message", "grüße, 世界");

    JsonObject message = objects(bob.tool("mesh_inbox"), "messages").getFirst();

    assertThat(message.text("payload")).isEqualTo("grüße, 世界");
    assertThat(message.text("id")).isEqualTo(receipt.text("messageId"));
    assertThat(message.text("fromName")).isEqualTo(name(ann));
    assertThat(bob.mail()).isEmpty();
  }

  @Test
  void stateIsShared() {
    ann.tool("mesh_state", "action", "set", "key", "port", "value", "8080");

    JsonObject entry = bob.tool("mesh_state", "action", "get", "key", "port").object("entry");

    assertThat(entry.text("value")).isEqualTo("8080");
    assertThat(entry.text("updatedBy")).isEqualTo(name(ann));
    assertThat(number(entry, "version")).isEqualTo(1);
  }

  @Test
  void lockIsRefusedUntilItsHolderReleasesIt() {
    JsonObject granted = ann.tool("mesh_lock", "action", "lock", "filePath", "a.txt");
    assertThat(granted.get("granted")).isEqualTo(true);

    JsonObject refused = bob.tool("mesh_lock", "action", "lock", "filePath", "a.txt");
    assertThat(refused.get("granted")).isEqualTo(false);
    assertThat(refused.text("heldBy")).isEqualTo(name(ann));

    ann.tool("mesh_lock", "action", "unlock", "filePath", "a.txt");
    JsonObject after = bob.tool("mesh_lock", "action", "lock", "filePath", "a.txt");
    assertThat(after.get("granted")).isEqualTo(true);
    assertThat(number(after.object("lock"), "fencingToken"))
        .isGreaterThan(number(granted.object("lock"), "fencingToken"));
  }

  @Test
  void eventsAndStatusAreTold() {
    ann.tool("mesh_lock", "action", "lock", "filePath", "b.txt");

    JsonObject page = bob.tool("mesh_events", "action", "read", "since", 0, "limit", 200);
    JsonObject status = bob.tool("mesh_status");

    List<Long> seqs = objects(page, "events").stream().map(event -> number(event, "seq")).toList();
    assertThat(seqs).isEqualTo(LongStream.rangeClosed(1, seqs.size()).boxed().toList());
    assertThat(texts(page, "events", "type")).contains("peer_joined", "file_locked");
    assertThat(number(status.object("peers"), "active")).isEqualTo(2);
  }

  @Test
  void progressOfAWaitIsHeardUntilAMessageEndsIt() throws InterruptedException {
    Pending waiting = bob.calling("mesh_inbox", "waitSeconds", 50);

    ProgressNotification progress = bob.progress().poll(20, TimeUnit.SECONDS);
    assertThat(progress).as("progress of the wait").isNotNull();
    assertThat(progress.progressToken()).isEqualTo("wait");
    assertThat(progress.progress()).isPositive().isLessThan(50);
    assertThat(progress.total()).isEqualTo(50);
    ann.tool("mesh_send", "to", name(bob), "message", "wake up");

    JsonObject page = waiting.answer().orTimeout(10, TimeUnit.SECONDS).join();
    assertThat(texts(page, "messages", "payload")).containsExactly("wake up");
  }

  @Test
  void cancelledWaitTakesNoMailAndIsNotAnswered() {
    Pending waiting = bob.calling("mesh_inbox", "waitSeconds", 50);
    bob.client().ping();

    bob.cancel(waiting);
    bob.client().ping();
    ann.tool("mesh_send", "to", name(bob), "message", "still here");

    assertThat(bob.mail()).containsExactly("still here");
    assertThat(waiting.answer()).isNotDone();
  }

  @Test
  void unknownToolIsAnErrorOfTheProtocol() {
    var call = CallToolRequest.builder("mesh_teleport").arguments(Map.of()).build();

    McpError error = catchThrowableOfType(McpError.class, () -> ann.client().callTool(call));

    assertThat(error.getJsonRpcError().code()).isEqualTo(-32602);
    assertThat(error.getMessage()).contains("mesh_send");
  }

  @Test
  void wrongArgumentIsAnAnswerThatNamesIt() {
    assertThat(ann.refused("mesh_send", "to", "all")).contains("message");
    assertThat(ann.refused("mesh_inbox", "waitSeconds", 51)).contains("waitSeconds");
    assertThat(ann.refused("mesh_state", "action", "explode", "key", "k")).contains("action");
    assertThat(ann.refused("mesh_peers", "radius", 3)).contains("radius");
  }

  @Test
  void sessionsOutliveTheBroker() {
    ann.tool("mesh_lock", "action", "lock", "filePath", "c.txt");
    List<String> before = identities();

    MESH.killBroker();

    assertThat(identities()).isEqualTo(before);
    JsonObject refused = bob.tool("mesh_lock", "action", "lock", "filePath", "c.txt");
    assertThat(refused.text("heldBy")).isEqualTo(name(ann));
    ann.tool("mesh_send", "to", name(bob), "message", "and we are back");
    assertThat(bob.mail()).containsExactly("and we are back");
    assertThat(ann.tool("mesh_status").object("lastStop").text("reason")).contains("killed");
  }

  private static List<String> identities() {
    return List.of(
        ann.self().text("id"), ann.self().text("name"), bob.self().text("id"), name(bob));
  }

  private static String name(JavaSdkAgent agent) {
    return agent.self().text("name");
  }
}
