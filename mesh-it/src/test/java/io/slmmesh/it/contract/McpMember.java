package io.slmmesh.it.contract;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operation;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Mesh;

/** A session over the bridge. */
public record McpMember(Agent session, String name) implements Member {
  public static McpMember join(Mesh mesh) {
    Agent session = mesh.agent().start();
    return new McpMember(session, session.name());
  }

  @Override
  public JsonObject ask(Operation<?, ?> operation, JsonObject input) {
    JsonObject call = JsonObject.of("name", operation.tool(), "arguments", input);
    Answer answer = session.ask("tools/call", call);
    return answer.isToolError()
        ? JsonObject.of("ok", false, "error", answer.refusal())
        : answer.structured();
  }

  @Override
  public void close() {
    session.close();
  }
}
