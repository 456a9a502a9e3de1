package io.slmmesh.bench.scale;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.bench.suite.Session;
import io.slmmesh.bench.suite.ToolCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * What agents do all day: two agents of one mesh, each over its own bridge. How much is answered
 * does not depend on what is stored. They can be done in any order.
 */
public final class Chores {
  private final List<Chore> chores;
  private final Map<String, List<Double>> took = new LinkedHashMap<>();

  public Chores(Session one, Session other) throws IOException {
    JsonObject self = other.call(ToolCall.of("mesh_status")).structured().object("self");
    chores = chores(one, other, String.valueOf(self.text("id")));
    other
        .call(ToolCall.of("mesh_events", "action", "subscribe", "types", List.of("state_changed")))
        .structured();
  }

  public Set<String> names() {
    return took.keySet();
  }

  /** Milliseconds of each time. */
  public List<Double> took(String name) {
    return took.getOrDefault(name, List.of());
  }

  /** Forgets what was measured: it was the warm-up. */
  public void begin() {
    took.clear();
  }

  public int count() {
    return chores.size();
  }

  /** Does one of them. The texts of messages differ: a repeat need not be stored. */
  public void perform(int chore, int round) throws IOException {
    Chore each = chores.get(chore);
    long nanos = each.session().time(each.call().apply(round));
    took.computeIfAbsent(each.name(), _ -> new ArrayList<>()).add(nanos / 1e6);
  }

  private record Chore(String name, Session session, IntFunction<ToolCall> call) {}

  private static List<Chore> chores(Session one, Session other, String otherId) {
    return List.of(
        new Chore("send", one, n -> send(otherId, n)),
        new Chore("inbox", other, _ -> ToolCall.of("mesh_inbox")),
        new Chore("inbox, what was read", other, _ -> ToolCall.of("mesh_inbox", "filter", "all")),
        new Chore("inbox, what was sent", one, _ -> ToolCall.of("mesh_inbox", "sent", true)),
        new Chore("peers", one, _ -> ToolCall.of("mesh_peers", "scope", "machine")),
        new Chore("summary", one, n -> ToolCall.of("mesh_summary", "summary", "part " + n)),
        new Chore("lock", one, n -> lock("lock", n)),
        new Chore("who locks a file", other, n -> lock("query", n - 1)),
        new Chore("unlock", one, n -> lock("unlock", n - 1)),
        new Chore("state set", one, n -> state("set", "value", "value " + n)),
        new Chore("state get", other, _ -> state("get")),
        new Chore("events", one, _ -> ToolCall.of("mesh_events", "action", "read")),
        new Chore("events of one type", one, _ -> events("message_sent")),
        new Chore("events of two types", one, _ -> events("peer_joined", "message_sent")),
        new Chore(
            "events of a subscription", other, _ -> ToolCall.of("mesh_events", "action", "read")),
        new Chore("status", one, _ -> ToolCall.of("mesh_status")));
  }

  private static ToolCall send(String to, int number) {
    return ToolCall.of("mesh_send", "to", to, "message", "Build " + number + " is green again.");
  }

  private static ToolCall lock(String action, int number) {
    return ToolCall.of("mesh_lock", "action", action, "filePath", "file-" + number);
  }

  private static ToolCall state(String action, Object... more) {
    return ToolCall.of(
        "mesh_state",
        Stream.concat(Stream.of("action", action, "key", "k"), Stream.of(more)).toArray());
  }

  private static ToolCall events(String... types) {
    return ToolCall.of("mesh_events", "action", "read", "types", List.of(types));
  }
}
