package io.slmmesh.it.contract;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operation;
import io.slmmesh.it.mesh.HttpDoor;
import io.slmmesh.it.mesh.Mesh;

/** A program that was registered over HTTP, with its own token. */
public record HttpMember(HttpDoor door, String name) implements Member {
  public static HttpMember join(Mesh mesh, String name) {
    HttpDoor owner = HttpDoor.tcp(mesh);
    return new HttpMember(owner.as(owner.register(name, mesh.work()).text("peerToken")), name);
  }

  @Override
  public JsonObject ask(Operation<?, ?> operation, JsonObject input) {
    JsonObject body = input.with(operation.actor(), name);
    return door.postText(operation.route(), Json.text(body)).json();
  }
}
