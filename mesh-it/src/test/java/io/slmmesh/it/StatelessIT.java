package io.slmmesh.it;

import static io.slmmesh.it.mesh.Answer.objects;
import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Launch;
import io.slmmesh.it.mesh.Mesh;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The era without sessions, over a real bridge. */
class StatelessIT {
  private Mesh mesh;
  private Agent agent;

  @BeforeEach
  void oneSession() {
    mesh = Mesh.create();
    agent = mesh.agent().stateless().start();
  }

  @AfterEach
  void end() {
    mesh.close();
  }

  @Test
  void discoveryTellsVersionsAndInstructions() {
    JsonObject found = agent.ask("server/discover", JsonObject.EMPTY).result();

    assertThat(found.get("supportedVersions")).isEqualTo(List.of(Launch.STATELESS));
    assertThat(found.text("resultType")).isEqualTo("complete");
    assertThat(found.text("instructions")).isNotBlank().hasSizeLessThanOrEqualTo(512);
    assertThat(found.object("capabilities").has("tools")).isTrue();
    assertThat(found.object("_meta").object("io.modelcontextprotocol/serverInfo").text("name"))
        .isEqualTo("slm-mesh");
  }

  @Test
  void toolsAreListedAndMayBeKept() {
    JsonObject list = agent.ask("tools/list", JsonObject.EMPTY).result();

    assertThat(Answer.texts(list, "tools", "name"))
        .containsExactlyInAnyOrder(
            "mesh_peers",
            "mesh_summary",
            "mesh_send",
            "mesh_inbox",
            "mesh_state",
            "mesh_lock",
            "mesh_events",
            "mesh_status");
    assertThat(Answer.number(list, "ttlMs")).isPositive();
    assertThat(list.text("cacheScope")).isEqualTo("public");
    assertThat(objects(list, "tools"))
        .allSatisfy(tool -> assertThat(tool.members()).containsKeys("inputSchema", "outputSchema"));
  }

  @Test
  void callsAreCompleteResults() {
    JsonObject result = agent.call("mesh_status").result();

    assertThat(result.text("resultType")).isEqualTo("complete");
    assertThat(result.object("structuredContent").object("self").text("id")).isNotBlank();
  }

  @Test
  void subscriptionIsAcknowledgedBeforeAnythingElse() {
    JsonObject wanted = JsonObject.of("notifications", JsonObject.of("toolsListChanged", true));
    CompletableFuture<Answer> listening = agent.asking("sub-1", "subscriptions/listen", wanted);

    JsonObject first = agent.heard().notification();

    assertThat(first.text("method")).isEqualTo("notifications/subscriptions/acknowledged");
    assertThat(
            first.object("params").object("_meta").text("io.modelcontextprotocol/subscriptionId"))
        .isEqualTo("sub-1");
    assertThat(agent.name()).isNotBlank();
    assertThat(listening).isNotDone();
  }

  @Test
  void requestThatTellsNoVersionIsRefused() {
    assertThat(ask("tools/list", "{}").errorCode()).isEqualTo(-32602);
    assertThat(ask("server/discover", "{}").errorCode()).isEqualTo(-32602);
  }

  @Test
  void unknownVersionIsRefusedWithThoseThatAreKnown() {
    Answer answer =
        ask(
            "tools/list",
            "{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2099-01-01\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{}}}");

    assertThat(answer.errorCode()).isEqualTo(-32022);
    assertThat(answer.error().object("data").get("supported")).isEqualTo(List.of(Launch.STATELESS));
  }

  /** Parameters as they are, without what this era adds. */
  private Answer ask(String method, String params) {
    String id = "raw-" + method;
    CompletableFuture<Answer> answer = agent.heard().answerTo(id);
    agent.raw(
        "{\"jsonrpc\":\"2.0\",\"id\":\""
            + id
            + "\",\"method\":\""
            + method
            + "\",\"params\":"
            + params
            + "}");
    return agent.await(answer);
  }
}
