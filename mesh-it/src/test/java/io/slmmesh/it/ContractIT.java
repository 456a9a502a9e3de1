package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operation;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.it.contract.Facts;
import io.slmmesh.it.contract.HttpMember;
import io.slmmesh.it.contract.McpMember;
import io.slmmesh.it.contract.Member;
import io.slmmesh.it.contract.PythonMember;
import io.slmmesh.it.contract.ShellMember;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Mesh;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** One contract, the same over MCP, HTTP, the command line and Python, with the same answers. */
class ContractIT {
  private static final String SPACE = "contract";
  private static final int TOO_LARGE = 64 * 1024 + 1;

  /** What one member asked, and what it was told. */
  private static final class Told {
    private final Member me;
    private final Agent other;
    private final String peer;
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, Facts> answers = new LinkedHashMap<>();

    Told(Mesh mesh, Member me, Agent other) {
      this.me = me;
      this.other = other;
      this.peer = other.name();
      names.put(mesh.root().toString(), "ROOT");
      names.put(me.name(), "ME");
      names.put(peer, "PEER");
    }

    JsonObject ask(String step, Operation<?, ?> operation, Object... input) {
      JsonObject answer = me.ask(operation, JsonObject.of(input));
      answers.put(step, Facts.of(answer, names));
      return answer;
    }
  }

  private static Told tell(Function<Mesh, Member> join) {
    try (Mesh mesh = Mesh.create()) {
      Agent other = mesh.agent().start();
      other.tool("mesh_summary", "summary", "the other one");
      try (Member me = join.apply(mesh)) {
        var told = new Told(mesh, me, other);
        messages(told);
        state(told);
        locks(told);
        events(told);
        return told;
      }
    }
  }

  private static void messages(Told told) {
    JsonObject _ = told.ask("a summary", Operations.SUMMARY, "summary", "reviews");
    assertThat(told.other.tool("mesh_peers").toString()).contains(told.me.name(), "reviews");
    JsonObject _ = told.ask("an overlong summary", Operations.SUMMARY, "summary", "x".repeat(2501));
    JsonObject _ = told.ask("everybody", Operations.PEERS);
    JsonObject _ = told.ask("who is in this directory", Operations.PEERS, "scope", "directory");
    JsonObject _ = told.ask("a message", Operations.SEND, "to", told.peer, "message", "hello");
    JsonObject _ =
        told.ask(
            "a broadcast", Operations.SEND, "to", "all", "message", "-- ärger\n", "type", "alert");
    assertThat(told.other.mail()).containsExactly("hello", "-- ärger\n");
    JsonObject _ =
        told.ask("a message to nobody", Operations.SEND, "to", "nobody-here", "message", "hello");
    JsonObject _ =
        told.ask("a message to oneself", Operations.SEND, "to", told.me.name(), "message", "note");
    String large = "x".repeat(TOO_LARGE);
    JsonObject _ =
        told.ask("a message too large", Operations.SEND, "to", told.peer, "message", large);
    JsonObject _ =
        told.ask("no JSON", Operations.SEND, "to", told.peer, "message", "{", "type", "json");
    JsonObject sent = told.ask("what was sent", Operations.INBOX, "sent", true);
    assertThat(Answer.texts(sent, "messages", "readAt")).as("read").hasSize(2);
    for (String text : List.of("one", "two", "three")) {
      told.other.tool("mesh_send", "to", told.me.name(), "message", text);
    }
    JsonObject _ = told.ask("a look", Operations.INBOX, "peek", true);
    JsonObject _ = told.ask("the first two", Operations.INBOX, "limit", 2);
    JsonObject _ = told.ask("from one", Operations.INBOX, "from", told.peer);
    JsonObject _ = told.ask("nothing more", Operations.INBOX);
    JsonObject _ = told.ask("all", Operations.INBOX, "filter", "all");
    JsonObject _ = told.ask("from nobody", Operations.INBOX, "from", "nobody-here");
    JsonObject _ = told.ask("too few", Operations.INBOX, "limit", 0);
    JsonObject _ = told.ask("too many", Operations.INBOX, "limit", 101);
  }

  private static void state(Told told) {
    state(told, "a value", "set", "key", "k", "value", "v 1");
    state(told, "a second value", "set", "key", "k", "value", "{\"ü\": 2}");
    told.other.tool(
        "mesh_state", "action", "set", "namespace", SPACE, "key", "of the other", "value", "v");
    state(told, "the value", "get", "key", "k");
    state(told, "no value", "get", "key", "none");
    state(told, "all values", "list");
    state(told, "a key too long", "set", "key", "k".repeat(201), "value", "v");
    state(told, "a value too large", "set", "key", "k", "value", "x".repeat(TOO_LARGE));
    state(told, "a deletion", "delete", "key", "k");
    state(told, "a second deletion", "delete", "key", "k");
  }

  private static void state(Told told, String step, String action, Object... more) {
    var input = new ArrayList<Object>(List.of("action", action, "namespace", SPACE));
    input.addAll(List.of(more));
    JsonObject _ = told.ask(step, Operations.STATE, input.toArray());
  }

  private static void locks(Told told) {
    lock(told, "a lock", "lock", "a.c", "reason", "edits it");
    lock(told, "the same by another path", "lock", "./x/../a.c", "ttlMinutes", 60);
    JsonObject refused = told.other.tool("mesh_lock", "action", "lock", "filePath", "a.c");
    assertThat(refused.get("heldBy")).isEqualTo(told.me.name());
    told.other.tool("mesh_lock", "action", "lock", "filePath", "b.c", "reason", "builds");
    lock(told, "a held lock", "lock", "b.c");
    lock(told, "a release of another's", "unlock", "b.c");
    JsonObject _ = told.ask("all locks", Operations.LOCK, "action", "query");
    lock(told, "who holds it", "query", "b.c");
    lock(told, "a lock for too long", "lock", "c.c", "ttlMinutes", 61);
    JsonObject _ = told.ask("status", Operations.STATUS);
    lock(told, "a release", "unlock", "a.c");
    lock(told, "a second release", "unlock", "a.c");
    lock(told, "nobody holds it", "query", "a.c");
  }

  private static void lock(Told told, String step, String action, String path, Object... more) {
    var input = new ArrayList<Object>(List.of("action", action, "filePath", path));
    input.addAll(List.of(more));
    JsonObject _ = told.ask(step, Operations.LOCK, input.toArray());
  }

  private static void events(Told told) {
    List<String> types = List.of("state_changed", "file_locked", "file_unlocked", "message_sent");
    JsonObject _ =
        told.ask("what happened", Operations.EVENTS, "action", "read", "types", types, "since", 0);
    JsonObject _ =
        told.ask("no such type", Operations.EVENTS, "action", "read", "types", List.of("no_type"));
  }

  @Test
  void everyFaceGivesTheSameAnswers() {
    Map<String, Facts> http = tell(mesh -> HttpMember.join(mesh, "me")).answers;
    Map<String, Facts> mcp = tell(McpMember::join).answers;
    Map<String, Facts> shell = tell(mesh -> ShellMember.join(mesh, "me")).answers;
    Map<String, Facts> python = tell(mesh -> PythonMember.join(mesh, "me")).answers;

    var each = new SoftAssertions();
    each.assertThat(texts(mcp)).as("MCP").isEqualTo(texts(http));
    each.assertThat(texts(shell)).as("the command line").isEqualTo(texts(http));
    each.assertThat(texts(python)).as("Python").isEqualTo(texts(http));
    each.assertThat(codes(shell)).as("codes of the command line").isEqualTo(codes(http));
    each.assertThat(codes(python)).as("codes of Python").isEqualTo(codes(http));
    each.assertAll();
    System.out.println("contract: " + http.size() + " answers the same over four faces");
  }

  private static String texts(Map<String, Facts> answers) {
    var lines = new StringBuilder();
    answers.forEach(
        (step, facts) -> lines.append(step).append(": ").append(facts.text()).append('\n'));
    return lines.toString();
  }

  private static Map<String, String> codes(Map<String, Facts> answers) {
    var codes = new LinkedHashMap<String, String>();
    answers.forEach((step, facts) -> {
      if (facts.code() != null) {
        codes.put(step, Objects.requireNonNull(facts.code()));
      }
    });
    return codes;
  }
}
