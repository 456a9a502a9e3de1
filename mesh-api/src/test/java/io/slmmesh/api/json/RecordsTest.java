package io.slmmesh.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slmmesh.api.message.Reach;
import io.slmmesh.api.message.ReadInbox;
import io.slmmesh.api.message.SendMessage;
import io.slmmesh.api.peer.Scope;
import org.junit.jupiter.api.Test;

class RecordsTest {
  @Test
  void whatIsNotGivenHasItsDefault() {
    SendMessage message =
        Records.decode(SendMessage.class, JsonObject.of("to", "tavo", "message", "hello"));
    assertThat(message.scope()).isEqualTo(Scope.MACHINE);
    assertThat(Records.decode(ReadInbox.class, JsonObject.EMPTY).limit()).isEqualTo(20);
  }

  @Test
  void everyRefusalNamesTheFieldAndTheLimit() {
    refused(JsonObject.of("to", "tavo"), "message is required");
    refused(JsonObject.of("to", 7L, "message", "x"), "to must be a text");
    refused(
        JsonObject.of("to", "tavo", "message", "x", "fromPeer", "nami"),
        "fromPeer is not a parameter");
    refused(
        JsonObject.of("to", "tavo", "message", "é".repeat(40_000)),
        "message is 80000 bytes; at most 65536");
    refused(
        JsonObject.of("to", "tavo", "message", "{", "type", "json"), "message must be valid JSON");
    refused(
        JsonObject.of("to", "tavo", "message", "x", "scope", "galaxy"),
        "scope must be one of machine, directory, repo");
  }

  private static void refused(JsonObject input, String message) {
    assertThatThrownBy(() -> Records.decode(SendMessage.class, input))
        .hasMessageStartingWith(message);
  }

  @Test
  void halfACharacterBecomesAReplacement() throws JsonException {
    assertThat(((JsonObject) Json.parse("{\"x\":\"a\\ud800b\"}")).text("x")).isEqualTo("a\ufffdb");
  }

  @Test
  void depthIsLimited() {
    assertThatThrownBy(() -> Json.parse("[".repeat(100) + "]".repeat(100)))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("depth 64");
  }

  @Test
  void reachIsWrittenWithAHyphen() {
    assertThat(Json.text(Reach.WHEN_ASKED)).isEqualTo("\"when-asked\"");
  }
}
