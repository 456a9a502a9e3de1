package io.slmmesh.it;

import static io.slmmesh.it.mesh.Answer.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Mesh;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a broken client may write; the connection lives on after each of it. */
class BadInputIT {
  private static final int PARSE_ERROR = -32700;
  private static final int INVALID_REQUEST = -32600;
  private static final int METHOD_NOT_FOUND = -32601;
  private static final int INVALID_PARAMS = -32602;
  private static final String TOO_MUCH = "x".repeat((1 << 20) + 1);

  private Mesh mesh;
  private Agent agent;

  @BeforeEach
  void oneSession() {
    mesh = Mesh.create();
    agent = mesh.agent().start();
  }

  @AfterEach
  void sessionStillLives() {
    try {
      assertThat(agent.tool("mesh_status").object("self").text("name")).isNotBlank();
    } finally {
      mesh.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{oops", "}", "{\"jsonrpc\":\"2.0\",\"id\":1", "\u0000", "{} trailing"})
  void malformedLineIsAParseError(String line) {
    agent.raw(line);

    assertThat(agent.heard().unaddressed().errorCode()).isEqualTo(PARSE_ERROR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "\"text\"", "null", "{}", "{\"jsonrpc\":\"2.0\",\"id\":{}}"})
  void whatIsNoMessageIsAnInvalidRequest(String line) {
    agent.raw(line);

    assertThat(agent.heard().unaddressed().errorCode()).isEqualTo(INVALID_REQUEST);
  }

  @Test
  void hugeLineIsRefusedByTheIdAtItsStart() {
    CompletableFuture<Answer> answer = agent.heard().answerTo("at-start");

    agent.raw(
        "{\"id\":\"at-start\",\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"params\":{\"a\":\""
            + TOO_MUCH
            + "\"}}");

    assertThat(agent.await(answer).errorText()).contains("too long");
  }

  @Test
  void hugeLineIsRefusedByTheIdAtItsEnd() {
    CompletableFuture<Answer> answer = agent.heard().answerTo(4_711L);

    agent.raw(
        "{\"method\":\"ping\",\"params\":{\"a\":\""
            + TOO_MUCH
            + "\"},\"jsonrpc\":\"2.0\",\"id\":4711}");

    assertThat(agent.await(answer).errorText()).contains("too long");
  }

  @Test
  void hugeLineWithoutAnIdIsRefusedToNobody() {
    agent.raw(TOO_MUCH);

    assertThat(agent.heard().unaddressed().errorText()).contains("too long");
  }

  @Test
  void deeplyNestedLineIsRefused() {
    int depth = 100_000;
    agent.raw("[".repeat(depth) + "]".repeat(depth));

    assertThat(agent.heard().unaddressed().errorCode()).isEqualTo(PARSE_ERROR);
  }

  @Test
  void invalidUtf8IsRefused() {
    byte[] line =
        "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"ping\",\"params\":{\"a\":\"?\"}}\n"
            .getBytes(StandardCharsets.UTF_8);
    line[line.length - 5] = (byte) 0xff;

    agent.raw(line);

    assertThat(agent.heard().unaddressed().errorCode()).isEqualTo(PARSE_ERROR);
  }

  @Test
  void unknownMethodAndUnknownToolAreRefused() {
    assertThat(agent.ask("no/such", JsonObject.EMPTY).errorCode()).isEqualTo(METHOD_NOT_FOUND);
    assertThat(agent.call("no_such_tool").errorCode()).isEqualTo(INVALID_PARAMS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fromPeer", "fromName", "sender", "peerId", "agentId", "as"})
  void nobodyCanSpeakForAnotherByAField(String field) {
    Agent bob = mesh.agent().start();
    Agent carl = mesh.agent().start();
    String bobs = bob.name();

    String refusal = agent.refused("mesh_send", "to", bobs, "message", "forged", field, carl.id());

    assertThat(refusal).contains(field);
    assertThat(bob.mail()).isEmpty();
  }

  @Test
  void nobodyCanLockForAnotherByAField() {
    Agent bob = mesh.agent().start();

    assertThat(
            agent.refused("mesh_lock", "action", "lock", "filePath", "a.txt", "lockedBy", bob.id()))
        .contains("lockedBy");
    assertThat(texts(agent.tool("mesh_lock", "action", "query"), "locks", "filePath"))
        .isEqualTo(List.of());
  }
}
