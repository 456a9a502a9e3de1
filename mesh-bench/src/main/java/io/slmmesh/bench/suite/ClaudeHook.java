package io.slmmesh.bench.suite;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The hook of Claude Code, as {@code slm-mesh setup} and the plugin write it. */
record ClaudeHook(SlmMesh mesh, Ground ground) implements EditHook {
  private static final String CLIENT = "claude-code";
  private static final String EVENT = "PreToolUse";
  private static final String SESSION = "0b9f3c1e-6d52-4d0e-9a57-2f1c8e7d4b60";
  private static final long HTTP_WITHIN = TimeUnit.SECONDS.toNanos(10);

  @Override
  public Session open() throws IOException {
    ProcessBuilder builder = mesh.session(ground);
    builder.environment().put("CLAUDE_CODE_SESSION_ID", SESSION);
    builder.environment().put("SLM_MESH_PORT", "0");
    Session session = ground.open(builder, CLIENT);
    long began = System.nanoTime();
    while (!(status(session).get("port") instanceof Long)) {
      if (System.nanoTime() - began > HTTP_WITHIN) {
        throw new IOException("the broker opened no HTTP port");
      }
    }
    return session;
  }

  private static JsonObject status(Session session) throws IOException {
    return session.call(ToolCall.of("mesh_status")).structured();
  }

  @Override
  public ToolCall tool(Path file) {
    return ToolCall.of(
        "mesh_hook",
        "client",
        CLIENT,
        "event",
        EVENT,
        "cwd",
        ground.work().toString(),
        "tool_name",
        "Edit",
        "file_path",
        file.toString(),
        "notebook_path",
        "",
        "command",
        "");
  }

  @Override
  public HttpConnection.Request http(Session session, Path file) throws IOException {
    if (!(status(session).get("port") instanceof Long port)) {
      throw new IOException("the HTTP port is gone");
    }
    String token = Files.readString(ground.data().resolve("broker.token")).strip();
    String path = "/hook/" + CLIENT + "/" + EVENT;
    return HttpConnection.Request.post(port.intValue(), path, token, input(file));
  }

  @Override
  public ProcessBuilder command() {
    return mesh.word(ground, "hook", CLIENT, EVENT);
  }

  @Override
  public String input(Path file) {
    JsonObject edit =
        JsonObject.of(
            "file_path", file.toString(), "old_string", "int a;", "new_string", "long a;");
    JsonObject input =
        JsonObject.of(
            "session_id",
            SESSION,
            "hook_event_name",
            EVENT,
            "cwd",
            ground.work().toString(),
            "permission_mode",
            "default",
            "tool_name",
            "Edit",
            "tool_input",
            edit);
    return Json.text(input);
  }

  /** A process writes nothing where the other forms answer with an empty object. */
  @Override
  public boolean allows(String answer) {
    return answer.isEmpty() || answer.equals("{}");
  }
}
