package io.slmmesh.broker.mcp;

import io.slmmesh.api.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * By what an agent is recognised again. A client that serves several conversations over one
 * connection names the conversation in each call; others name their session in the environment of
 * the bridge; the rest are known by the bridge's resume token. Only what belongs to the client that
 * introduced itself counts: the environment may be inherited from another one.
 */
final class AgentKey {
  private static final int LONGEST = 200;
  private static final String LINK = "link:";

  /**
   * Where a client puts its conversation into {@code _meta}: the path of members.
   *
   * @param alike whether the client calls the conversation the same to its hooks
   */
  private record PerCall(String client, List<String> path, boolean alike) {}

  private static final List<PerCall> PER_CALL =
      List.of(
          new PerCall("codex", List.of("threadId"), true),
          new PerCall("opencode", List.of("ai.opencode/sessionID"), false),
          new PerCall("antigravity", List.of("antigravity.google/conversation_id"), false),
          new PerCall("zcode", List.of("com.zcode/request-context", "session_id"), false));

  /** What variable names a client's session. */
  private static final Map<String, String> PER_SESSION =
      Map.of(
          "claude-code",
          "CLAUDE_CODE_SESSION_ID",
          "qwen",
          "QWEN_CODE_SESSION_ID",
          "grok",
          "GROK_SESSION_ID");

  private AgentKey() {}

  /** The conversation that this call names, if its client names them. */
  static Optional<String> ofCall(String client, JsonObject meta) {
    for (PerCall place : PER_CALL) {
      if (place.client().equals(client)) {
        JsonObject holder = meta;
        for (String member : place.path().subList(0, place.path().size() - 1)) {
          holder = holder.object(member);
        }
        return usable(holder.text(place.path().getLast())).map(id -> client + ":" + id);
      }
    }
    return Optional.empty();
  }

  /** The agent of the connection as a whole. */
  static String ofConnection(String client, Map<String, String> environment, String resumeToken) {
    String variable = PER_SESSION.get(client);
    return usable(variable == null ? null : environment.get(variable))
        .map(id -> client + ":" + id)
        .orElse(LINK + resumeToken);
  }

  /** Whether hooks of the client may have made the session known by a name of their own. */
  static boolean isNameless(String client, String key) {
    return key.startsWith(LINK)
        && PER_CALL.stream().noneMatch(place -> place.client().equals(client) && place.alike());
  }

  private static Optional<String> usable(@Nullable String id) {
    return id == null || id.isBlank() || id.length() > LONGEST ? Optional.empty() : Optional.of(id);
  }
}
