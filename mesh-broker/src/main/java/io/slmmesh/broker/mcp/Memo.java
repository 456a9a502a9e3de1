package io.slmmesh.broker.mcp;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonException;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.json.Records;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the bridge remembers for us, so that a new broker can carry on where the last one ended: it
 * is the bridge that survives, and nothing of it has to be stored.
 *
 * @param initialized whether the client opened with the handshake of the older versions
 * @param clientName what the client calls itself
 * @param keys of the agents that joined over the connection
 */
record Memo(boolean initialized, @Nullable String clientName, List<String> keys) {
  static final Memo BLANK = new Memo(false, null, List.of());

  String encode() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Json.text(this).getBytes(StandardCharsets.UTF_8));
  }

  /** Reads what {@link #encode} made; a memo that can't be read is as good as none. */
  static Memo decode(@Nullable String text) {
    if (text == null) {
      return BLANK;
    }
    try {
      Object json = Json.parse(Base64.getUrlDecoder().decode(text));
      return json instanceof JsonObject object ? Records.decode(Memo.class, object) : BLANK;
    } catch (JsonException | RuntimeException e) {
      return BLANK;
    }
  }
}
