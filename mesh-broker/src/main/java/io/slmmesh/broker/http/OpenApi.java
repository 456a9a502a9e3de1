package io.slmmesh.broker.http;

import io.slmmesh.api.Version;
import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.json.Schemas;
import io.slmmesh.api.operation.Effect;
import io.slmmesh.api.operation.Operation;
import io.slmmesh.api.operation.Operations;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code GET /openapi.json}: the table of operations as an OpenAPI 3.1 document. */
final class OpenApi implements Route {
  private final String document;

  OpenApi(List<Operation<?, ?>> operations) {
    this.document = Json.text(document(operations));
  }

  @Override
  public void serve(Exchange exchange, Principal principal) throws IOException {
    exchange.reply(200, document);
  }

  private static JsonObject document(List<Operation<?, ?>> operations) {
    var paths = new LinkedHashMap<String, @Nullable Object>();
    paths.put(Routes.HEALTH, JsonObject.of("get", health()));
    operations.forEach(operation -> paths.put(operation.route(), path(operation)));
    paths.put("/events/stream", JsonObject.of("get", eventStream()));
    return JsonObject.of(
        "openapi",
        "3.1.0",
        "info",
        JsonObject.of(
            "title", "slm-mesh",
            "version", Version.VALUE,
            "description", "The local mesh of coding agents, on 127.0.0.1 and a Unix socket."),
        "security",
        List.of(JsonObject.of("bearer", List.of())),
        "paths",
        JsonObject.of(paths),
        "components",
        JsonObject.of(
            "securitySchemes",
            JsonObject.of(
                "bearer",
                JsonObject.of(
                    "type", "http",
                    "scheme", "bearer",
                    "description", "the token in broker.token, or a peer token of /register")),
            "schemas",
            JsonObject.of("Failure", failure())));
  }

  private static JsonObject health() {
    return JsonObject.of(
        "summary",
        "Whether a broker answers here",
        "security",
        List.of(),
        "responses",
        JsonObject.of("200", JsonObject.of("description", "it is slm-mesh")));
  }

  private static JsonObject path(Operation<?, ?> operation) {
    JsonObject post = operation(operation);
    return operation.equals(Operations.STATUS)
        ? JsonObject.of("get", operationWithoutBody(operation), "post", post)
        : JsonObject.of("post", post);
  }

  private static JsonObject operationWithoutBody(Operation<?, ?> operation) {
    return JsonObject.of(
        "operationId",
        "get." + operation.name(),
        "summary",
        operation.title(),
        "description",
        operation.says(),
        "responses",
        responses(operation));
  }

  private static JsonObject operation(Operation<?, ?> operation) {
    return JsonObject.of(
        "operationId",
        operation.name(),
        "summary",
        operation.title(),
        "description",
        operation.says(),
        "x-effect",
        operation.effect() == Effect.READ ? "read" : "write",
        "requestBody",
        JsonObject.of("content", json(input(operation))),
        "responses",
        responses(operation));
  }

  /** The input with the member that says as whom, and the other names that are understood. */
  private static JsonObject input(Operation<?, ?> operation) {
    JsonObject schema = Schemas.input(operation.input());
    var properties =
        new LinkedHashMap<String, @Nullable Object>(schema.object("properties").members());
    if (!operation.equals(Operations.REGISTER)) {
      properties.put(
          operation.actor(),
          JsonObject.of("type", "string", "description", "id or name of the program that calls"));
    }
    operation
        .aliases()
        .forEach((alias, member) ->
            properties.put(
                alias,
                JsonObject.of(
                    "description",
                    member.equals(Operation.IGNORED) ? "ignored" : "the same as " + member)));
    // Another name may stand for a required member, so none can be demanded here by its own.
    Map<String, @Nullable Object> members = new LinkedHashMap<>(schema.members());
    members.put("properties", JsonObject.of(properties));
    if (!operation.aliases().isEmpty()) {
      members.remove("required");
    }
    return JsonObject.of(members);
  }

  private static JsonObject responses(Operation<?, ?> operation) {
    var responses = new LinkedHashMap<String, @Nullable Object>();
    responses.put(
        "200",
        JsonObject.of("description", "done", "content", json(Schemas.output(operation.output()))));
    responses.put(
        "default",
        JsonObject.of(
            "description",
            "refused or failed",
            "content",
            json(JsonObject.of("$ref", "#/components/schemas/Failure"))));
    return JsonObject.of(responses);
  }

  private static JsonObject failure() {
    List<String> codes =
        Arrays.stream(ErrorCode.values())
            .map(code -> code.name().toLowerCase(Locale.ROOT))
            .toList();
    return JsonObject.of(
        "type",
        "object",
        "required",
        List.of("ok", "code", "error"),
        "properties",
        JsonObject.of(
            "ok", JsonObject.of("const", false),
            "code", JsonObject.of("type", "string", "enum", codes),
            "error", JsonObject.of("type", "string")));
  }

  private static JsonObject eventStream() {
    return JsonObject.of(
        "operationId",
        "event.stream",
        "summary",
        "Follow events",
        "description",
        "Server-sent events; the id is the place in the log. Last-Event-ID or since continues after it; types is a list with commas. An event \"compacted\" tells that older ones are gone.",
        "responses",
        JsonObject.of(
            "200",
            JsonObject.of(
                "description",
                "the stream",
                "content",
                JsonObject.of("text/event-stream", JsonObject.EMPTY))));
  }

  private static JsonObject json(JsonObject schema) {
    return JsonObject.of("application/json", JsonObject.of("schema", schema));
  }
}
