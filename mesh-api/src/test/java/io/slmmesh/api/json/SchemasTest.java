package io.slmmesh.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.message.SendMessage;
import io.slmmesh.api.peer.KeepAlive;
import org.junit.jupiter.api.Test;

class SchemasTest {
  @Test
  void whoReadsASchemaAsAnObjectFindsItsProperties() {
    JsonObject properties = Schemas.input(SendMessage.class).object("properties");
    assertThat(properties.members().keySet()).containsExactly("to", "message", "type", "scope");
    assertThat(properties.object("to").get("maxLength")).isEqualTo(100);
  }

  @Test
  void aRecordWithoutComponentsHasNoProperties() {
    assertThat(Schemas.input(KeepAlive.class).members()).doesNotContainKey("properties");
  }
}
