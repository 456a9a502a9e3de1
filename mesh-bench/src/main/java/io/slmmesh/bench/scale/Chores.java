package io.slmmesh.bench.scale;

import io.slmmesh.bench.suite.Session;
import io.slmmesh.bench.suite.ToolCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What agents do all day, each once a round: two agents of one mesh, all calls by the bridges of
 * theirs. The amount of what is answered does not depend on what is stored.
 */
public final class Chores {
  private final Session one;
  private final Session other;
  private final String otherId;
  private final Map<String, List<Double>> took = new LinkedHashMap<>();
  private int round;

  public Chores(Session one, Session other) throws IOException {
    this.one = one;
    this.other = other;
    this.otherId =
        String.valueOf(
            other.call(ToolCall.of("mesh_status")).structured().object("self").text("id"));
    other
        .call(ToolCall.of("mesh_events", "action", "subscribe", "types", List.of("state_changed")))
        .structured();
  }

  public Set<String> names() {
    return took.keySet();
  }

  /** Milliseconds of each call. */
  public List<Double> took(String name) {
    return took.getOrDefault(name, List.of());
  }

  /** Forgets what was measured: it was the warm-up. */
  public void begin() {
    took.clear();
  }

  public void round() throws IOException {
    String file = "file-" + round;
    // No two texts are the same: a repeat need not be stored.
    time("send", one, ToolCall.of("mesh_send", "to", otherId, "message", "Build " + round++));
    time("inbox", other, ToolCall.of("mesh_inbox"));
    time("inbox, what was read", other, ToolCall.of("mesh_inbox", "filter", "all"));
    time("inbox, what was sent", one, ToolCall.of("mesh_inbox", "sent", true));
    time("peers", one, ToolCall.of("mesh_peers", "scope", "machine"));
    time("summary", one, ToolCall.of("mesh_summary", "summary", "works on " + file));
    time("lock", one, ToolCall.of("mesh_lock", "action", "lock", "filePath", file));
    time("who locks a file", other, ToolCall.of("mesh_lock", "action", "query", "filePath", file));
    time("unlock", one, ToolCall.of("mesh_lock", "action", "unlock", "filePath", file));
    time("state set", one, ToolCall.of("mesh_state", "action", "set", "key", "k", "value", file));
    time("state get", other, ToolCall.of("mesh_state", "action", "get", "key", "k"));
    time("events", one, ToolCall.of("mesh_events", "action", "read"));
    time("events of one type", one, events("message_sent"));
    time("events of two types", one, events("peer_joined", "message_sent"));
    time("events of a subscription", other, ToolCall.of("mesh_events", "action", "read"));
    time("status", one, ToolCall.of("mesh_status"));
  }

  private static ToolCall events(String... types) {
    return ToolCall.of("mesh_events", "action", "read", "types", List.of(types));
  }

  private void time(String what, Session session, ToolCall call) throws IOException {
    took.computeIfAbsent(what, _ -> new ArrayList<>()).add(session.time(call) / 1e6);
  }
}
