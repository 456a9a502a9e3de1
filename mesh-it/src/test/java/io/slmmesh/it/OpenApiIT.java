package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operation;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.it.mesh.HttpAnswer;
import io.slmmesh.it.mesh.HttpDoor;
import io.slmmesh.it.mesh.Mesh;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code GET /openapi.json} says of the API is what the API does. */
class OpenApiIT {
  private final SchemaRegistry schemas =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private Mesh mesh;
  private HttpDoor door;
  private JsonObject document;

  @BeforeEach
  void oneProgram() {
    mesh = Mesh.create();
    mesh.broker();
    door = HttpDoor.tcp(mesh);
    document = door.get("/openapi.json").json();
    door.register("other", mesh.work());
    door.register("prog", mesh.work());
  }

  @AfterEach
  void end() {
    mesh.close();
  }

  @Test
  void everyRouteIsThereAndNoOther() {
    List<String> routes =
        Stream.concat(Operations.ALL.stream(), Operations.MEMBERSHIP.stream())
            .<String>map(Operation::route)
            .toList();

    assertThat(document.object("paths").members().keySet())
        .containsAll(routes)
        .hasSize(routes.size() + 2)
        .contains("/health", "/events/stream");
    assertThat(door.as(null).get("/openapi.json").status()).isEqualTo(401);
  }

  @Test
  void everyAnswerAndRefusalFitsItsSchema() {
    Map<Operation<?, ?>, List<JsonObject>> calls =
        Map.of(
            Operations.PEERS, List.of(JsonObject.EMPTY, JsonObject.of("scope", "repo")),
            Operations.SUMMARY, List.of(JsonObject.of("summary", "works")),
            Operations.SEND,
                List.of(
                    JsonObject.of("to", "other", "message", "hello"),
                    JsonObject.of("toPeer", "all", "payload", "hello", "type", "alert")),
            Operations.INBOX, List.of(JsonObject.EMPTY, JsonObject.of("sent", true)),
            Operations.STATE,
                List.of(
                    JsonObject.of("action", "set", "key", "k", "value", "v"),
                    JsonObject.of("action", "get", "key", "k"),
                    JsonObject.of("action", "list"),
                    JsonObject.of("action", "delete", "key", "k")),
            Operations.LOCK,
                List.of(
                    JsonObject.of("action", "lock", "filePath", "a.c", "reason", "r"),
                    JsonObject.of("action", "query"),
                    JsonObject.of("action", "unlock", "filePath", "a.c")),
            Operations.EVENTS, List.of(JsonObject.of("action", "read", "since", 0)),
            Operations.STATUS, List.of(JsonObject.EMPTY),
            Operations.HEARTBEAT, List.of(JsonObject.EMPTY));
    calls.forEach((operation, inputs) -> {
      for (JsonObject input : inputs) {
        JsonObject body = input.with(operation.actor(), "prog");
        assertFits(operation, "200", body, door.postText(operation.route(), Json.text(body)));
      }
      JsonObject nobody = JsonObject.of(operation.actor(), "nobody-here", "to", "x");
      assertFits(operation, "default", nobody, door.postText(operation.route(), Json.text(nobody)));
    });
    door.post("/lock", "peerId", "other", "action", "lock", "filePath", "b.c").ok();
    JsonObject held = JsonObject.of("action", "lock", "filePath", "b.c", "peerId", "prog");
    assertFits(Operations.LOCK, "default", held, door.postText("/lock", Json.text(held)));
  }

  private void assertFits(
      Operation<?, ?> operation, String response, JsonObject body, HttpAnswer answer) {
    String what = operation.route() + " " + Json.text(body) + " " + answer;
    assertThat(answer.status() == 200).as(what).isEqualTo(response.equals("200"));
    JsonObject post = document.object("paths").object(operation.route()).object("post");
    if (response.equals("200")) {
      JsonObject asked = schema(post.object("requestBody"));
      assertThat(complaints(asked, Json.text(body))).as(what).isEmpty();
    }
    JsonObject promised = schema(post.object("responses").object(response));
    assertThat(complaints(promised, answer.text())).as(what).isEmpty();
  }

  private static JsonObject schema(JsonObject holder) {
    return holder.object("content").object("application/json").object("schema");
  }

  /** References lead into the document, so the schema is read as a part of it. */
  private List<String> complaints(JsonObject schema, String json) {
    JsonObject whole = schema.with("components", document.object("components"));
    var complaints = new ArrayList<String>();
    schemas
        .getSchema(Json.text(whole))
        .validate(json, InputFormat.JSON)
        .forEach(error -> complaints.add(error.toString()));
    return complaints;
  }
}
