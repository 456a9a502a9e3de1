package io.slmmesh.broker.ops;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Refusable;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended, as programs and commands are told: one JSON object with {@code ok}, and either
 * the members of the output or {@code code} and {@code error}.
 *
 * @param code {@code null} if it went well
 * @param json the whole object
 * @param retryAfter how long to wait before it can go better; zero if waiting does not help
 */
public record Outcome(@Nullable ErrorCode code, String json, Duration retryAfter) {
  /** What an operation gave. One that says no is told as a conflict, with all it says. */
  public static Outcome of(Record output) {
    String members = Json.text(output);
    Optional<String> refusal =
        output instanceof Refusable refusable ? refusable.refusal() : Optional.empty();
    return refusal
        .map(why ->
            new Outcome(
                ErrorCode.CONFLICT,
                Json.joined(failure(ErrorCode.CONFLICT, why), members),
                Duration.ZERO))
        .orElseGet(() -> new Outcome(null, Json.joined("{\"ok\":true}", members), Duration.ZERO));
  }

  /** What an operation refused or failed at. */
  public static Outcome of(MeshException failure) {
    return new Outcome(
        failure.code(),
        failure(failure.code(), String.valueOf(failure.getMessage())),
        failure.retryAfter());
  }

  private static String failure(ErrorCode code, String why) {
    return Json.text(
        JsonObject.of("ok", false, "code", code.name().toLowerCase(Locale.ROOT), "error", why));
  }
}
