package io.slmmesh.broker.life;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.status.MeshStatus.LastStop;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a broker leaves for the next one to say: that it runs, and later why and when it stopped.
 */
public final class RunRecord {
  /** The key under which the store remembers it. */
  public static final String KEY = "run";

  private RunRecord() {}

  public static String running() {
    return Json.text(JsonObject.of("pid", ProcessHandle.current().pid()));
  }

  public static String stopped(StopReason reason, Instant at) {
    return Json.text(JsonObject.of("stopped", reason.text(), "at", at));
  }

  /** How the last broker ended; {@code null} if there was none. */
  public static @Nullable LastStop lastStop(Optional<String> record) {
    if (record.isEmpty()) {
      return null;
    }
    JsonObject last = Json.object(record.get());
    String reason = last.text("stopped");
    String at = last.text("at");
    return reason == null
        ? new LastStop(StopReason.KILLED.text(), null)
        : new LastStop(reason, at == null ? null : Instant.parse(at));
  }
}
