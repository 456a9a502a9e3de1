package io.slmmesh.it;

import static io.slmmesh.it.mesh.Answer.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Mesh;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Codex tells with each call, and nowhere else, in which directory its thread works. */
class WorkspaceIT {
  private final Mesh mesh = Mesh.create();
  private final Path workspace = mesh.directory("workspace");

  @AfterEach
  void end() {
    mesh.close();
  }

  private Agent codex() {
    return mesh.agent().client("codex-mcp-client").start();
  }

  private void call(Agent codex) {
    JsonObject turn =
        JsonObject.of(
            "workspaces", JsonObject.of(workspace.toString(), JsonObject.EMPTY), "model", "m");
    JsonObject meta = JsonObject.of("threadId", "thread-1", "x-codex-turn-metadata", turn);
    JsonObject params =
        JsonObject.of("name", "mesh_status", "arguments", JsonObject.EMPTY, "_meta", meta);
    assertThat(codex.ask("tools/call", params).isToolError()).isFalse();
  }

  private static List<String> paths(Agent watcher) {
    return texts(watcher.tool("mesh_peers"), "peers", "projectPath");
  }

  @Test
  void workspaceOutlivesTheBroker() {
    Agent watcher = mesh.agent().start();
    Agent codex = codex();
    call(codex);
    assertThat(paths(watcher)).containsExactly(workspace.toString());

    mesh.killBroker();
    codex.ask("ping", JsonObject.EMPTY).result();

    assertThat(paths(watcher)).containsExactly(workspace.toString());
    call(codex);
    assertThat(paths(watcher)).containsExactly(workspace.toString());
  }

  @Test
  void whoJoinedByTimeMovesToTheWorkspaceOfItsFirstCallAndStaysOneAgent() {
    mesh.set("SLM_MESH_JOIN_MS", 200);
    Agent watcher = mesh.agent().start();
    Agent codex = codex();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> paths(watcher), List.of(mesh.work().toString())::equals);

    call(codex);

    assertThat(paths(watcher)).containsExactly(workspace.toString());
    codex.close();
    await().atMost(Duration.ofSeconds(10)).until(() -> paths(watcher).isEmpty());
  }
}
