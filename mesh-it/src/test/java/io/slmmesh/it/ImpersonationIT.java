package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operation;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.CommandLink;
import io.slmmesh.it.mesh.Figures;
import io.slmmesh.it.mesh.HttpAnswer;
import io.slmmesh.it.mesh.HttpDoor;
import io.slmmesh.it.mesh.HttpWire;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Rows;
import io.slmmesh.it.mesh.Victim;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whoever writes another agent's id or name into a request, wherever, does not act as that agent.
 * An agent with an MCP session can be acted as by its session alone, the machine's user included; a
 * program that has a peer token can act as itself alone.
 */
class ImpersonationIT {
  private static final List<String> NAMES_OF_ACTORS =
      List.of(
          "peerId",
          "fromPeer",
          "from",
          "fromName",
          "sender",
          "as",
          "agent",
          "agentId",
          "actor",
          "id",
          "name",
          "owner",
          "holder",
          "lockedBy",
          "lockedById",
          "updatedBy",
          "emittedBy",
          "caller",
          "principal",
          "user",
          "client",
          "session",
          "sessionId",
          "token",
          "peerToken",
          "on_behalf_of",
          "toPeer.fromPeer",
          "slm-mesh/agent");
  private static final List<String> HEADERS =
      List.of(
          "X-Peer-Id",
          "X-Agent-Id",
          "X-From-Peer",
          "X-Forwarded-User",
          "Mcp-Session-Id",
          "From",
          "Cookie",
          "X-HTTP-Method-Override",
          "Forwarded");

  private Mesh mesh;
  private HttpDoor owner;
  private Agent ann;
  private Victim session;
  private Victim conversation;
  private Victim program;
  private Victim command;
  private String proberToken;

  /** One request; {@code honest}: it says truly who sends it, and only adds noise. */
  private record Attempt(String path, String body, List<String> headers, boolean honest) {}

  @BeforeEach
  void everybodyHasSomethingToLose() {
    mesh =
        Mesh.create()
            .set("SLM_MESH_HTTP_RATE", 1_000_000)
            .set("SLM_MESH_STALE_MS", 600_000)
            .set("SLM_MESH_DEAD_MS", 600_000);
    ann = mesh.agent().start();
    ann.tool("mesh_summary", "summary", "hers");
    ann.tool("mesh_lock", "action", "lock", "filePath", "anns.txt");
    ann.tool("mesh_state", "action", "set", "key", "anns", "value", "hers");
    ann.tool("mesh_events", "action", "subscribe", "types", List.of("file_locked"));
    session = new Victim(ann.id(), ann.name());
    owner = HttpDoor.tcp(mesh);
    owner.register("sink", mesh.work());
    proberToken = text(owner.register("prober", mesh.work()), "peerToken");
    JsonObject registered = owner.register("victim", mesh.work());
    program = new Victim(text(registered, "peerId"), "victim");
    owner.post("/lock", "peerId", "victim", "action", "lock", "filePath", "victims.txt").ok();
    command = commandsAgent();
    conversation = mcpConversation();
    for (Victim each : List.of(session, program, command, conversation)) {
      owner.post("/send", "fromPeer", "sink", "toPeer", each.id(), "payload", "private").ok();
    }
  }

  @AfterEach
  void end() {
    mesh.close();
  }

  private static String text(JsonObject object, String member) {
    return Objects.requireNonNull(object.text(member), member);
  }

  private Victim commandsAgent() {
    try (CommandLink link = CommandLink.open(mesh)) {
      JsonObject self = link.call("status", "root", JsonObject.EMPTY).object("self");
      link.call("lock", "root", JsonObject.of("action", "lock", "filePath", "roots.txt"));
      return new Victim(text(self, "id"), text(self, "name"));
    }
  }

  /** An agent of MCP over HTTP, under the owner's token. */
  private Victim mcpConversation() {
    HttpAnswer opened =
        mcp(List.of(), "initialize", JsonObject.of("protocolVersion", "2025-11-25"));
    String id = Objects.requireNonNull(opened.header("mcp-session-id"));
    HttpAnswer status =
        mcp(
            List.of("Mcp-Session-Id: " + id, "MCP-Protocol-Version: 2025-11-25"),
            "tools/call",
            JsonObject.of("name", "mesh_status", "arguments", JsonObject.EMPTY));
    JsonObject self = status.json().object("result").object("structuredContent").object("self");
    return new Victim(text(self, "id"), text(self, "name"));
  }

  private HttpAnswer mcp(List<String> headers, String method, JsonObject params) {
    String body =
        Json.text(JsonObject.of("jsonrpc", "2.0", "id", 1, "method", method, "params", params));
    var lines = new ArrayList<>(headers);
    lines.add("Accept: application/json");
    return owner.send(owner.request("POST", "/mcp", body, lines.toArray(String[]::new)));
  }

  /** A body of each mutating operation that would do something. */
  private static Map<Operation<?, ?>, JsonObject> bodies() {
    Map<Operation<?, ?>, JsonObject> bodies = new LinkedHashMap<>();
    bodies.put(Operations.SUMMARY, JsonObject.of("summary", "forged"));
    bodies.put(Operations.SEND, JsonObject.of("toPeer", "sink", "payload", "forged"));
    bodies.put(Operations.INBOX, JsonObject.of("limit", 100));
    bodies.put(
        Operations.STATE,
        JsonObject.of("action", "set", "key", "forged", "value", "forged", "namespace", "n"));
    bodies.put(Operations.LOCK, JsonObject.of("action", "lock", "filePath", "/forged"));
    bodies.put(Operations.EVENTS, JsonObject.of("action", "subscribe"));
    bodies.put(Operations.HEARTBEAT, JsonObject.EMPTY);
    bodies.put(Operations.UNREGISTER, JsonObject.EMPTY);
    return bodies;
  }

  @Test
  void nobodyActsAsAnotherByAnyFieldOrNesting() throws IOException {
    List<Victim> withSessions = List.of(session, conversation);
    List<Victim> all = List.of(session, conversation, program, command);
    HttpDoor unix = HttpDoor.unix(mesh);
    Map<String, List<String>> before = traces(all);
    long firstEvent = Rows.of(mesh, "SELECT seq FROM events", "").size();
    var tally = new Tally();

    tally.attack("owner, TCP", owner, attempts(withSessions));
    tally.attack("owner, Unix socket", unix, attempts(withSessions));
    tally.attack("peer token, TCP", owner.as(proberToken), attempts(all));
    tally.attack("peer token, Unix socket", unix.as(proberToken), attempts(all));
    tally.attack("no token, TCP", owner.as(null), attempts(List.of(session)));
    tally.attack("owner, MCP", owner, mcpAttempts(withSessions));
    tally.attack("peer token, MCP", owner.as(proberToken), mcpAttempts(all));
    tally.commands(withSessions);

    tally.print();
    assertThat(traces(all)).isEqualTo(before);
    assertThat(forgedBySomebodyElse(firstEvent)).isEmpty();
    assertThat(tally.wronglyDone).isEmpty();
    assertThat(tally.attempts).isGreaterThan(5_000);
    assertThat(ann.mail()).containsExactly("private");
  }

  private Map<String, List<String>> traces(List<Victim> victims) {
    Map<String, List<String>> traces = new TreeMap<>();
    victims.forEach(victim -> traces.put(victim.name(), victim.traces(mesh)));
    return traces;
  }

  /** Events since then that neither the prober nor the receiver of its mail caused. */
  private List<String> forgedBySomebodyElse(long after) {
    return Rows.of(
            mesh,
            "SELECT e.seq, p.name, e.type, e.payload FROM events e LEFT JOIN peers p"
                + " ON p.id = e.emitted_by WHERE p.name IS NULL OR p.name <> 'prober'",
            "")
        .stream()
        .filter(row -> Long.parseLong(row.split(" ", 2)[0]) > after)
        .toList();
  }

  private static List<Attempt> attempts(List<Victim> victims) {
    List<Attempt> attempts = new ArrayList<>();
    bodies()
        .forEach((operation, body) -> {
          for (Victim victim : victims) {
            for (String spelling : victim.spellings()) {
              attempts.add(attempt(operation, body.with(operation.actor(), spelling)));
            }
            attempts.addAll(
                nested(operation, body, attempts.size() % 2 == 0 ? victim.id() : victim.name()));
          }
        });
    return attempts;
  }

  private static List<Attempt> nested(Operation<?, ?> operation, JsonObject body, String who) {
    String actor = operation.actor();
    JsonObject honest = body.with(actor, "prober");
    List<Attempt> attempts = new ArrayList<>();
    for (String field : NAMES_OF_ACTORS) {
      if (!field.equals(actor) && !isMeant(operation, field)) {
        attempts.add(attempt(operation, honest.with(field, who)));
        attempts.add(attempt(operation, body.with(field, who)));
        attempts.add(attempt(operation, honest.with(field, JsonObject.of("id", who))));
      }
    }
    JsonObject forged = JsonObject.of(actor, who, "peerId", who, "slm-mesh/agent", who);
    for (String holder : List.of("_meta", "input", "params", "arguments", "body", "__proto__")) {
      attempts.add(attempt(operation, honest.with(holder, forged)));
      attempts.add(attempt(operation, body.with(holder, forged)));
    }
    for (Object value : List.of(List.of(who), JsonObject.of("id", who), List.of("prober", who))) {
      attempts.add(attempt(operation, body.with(actor, value)));
    }
    body.members()
        .keySet()
        .forEach(member ->
            attempts.add(attempt(operation, honest.with(member, JsonObject.of(actor, who)))));
    attempts.addAll(doubled(operation, body, who));
    return attempts;
  }

  /** Members whose value another peer may well be: whose mail is looked for. */
  private static boolean isMeant(Operation<?, ?> operation, String field) {
    return operation.equals(Operations.INBOX) && List.of("from", "fromPeer").contains(field);
  }

  /** The same member twice, and who it is outside of the body. */
  private static List<Attempt> doubled(Operation<?, ?> operation, JsonObject body, String who) {
    String rest = Json.text(body.with("", "")).substring(1);
    String mine = "\"" + operation.actor() + "\":\"prober\",";
    String theirs = "\"" + operation.actor() + "\":\"" + who + "\",";
    String withoutEmpty = rest.replace(",\"\":\"\"", "").replace("\"\":\"\"", "");
    String tail = withoutEmpty.equals("}") ? "\"x\":1}" : withoutEmpty;
    List<Attempt> attempts = new ArrayList<>();
    attempts.add(new Attempt(operation.route(), "{" + mine + theirs + tail, List.of(), false));
    attempts.add(new Attempt(operation.route(), "{" + theirs + mine + tail, List.of(), true));
    if (operation.equals(Operations.UNREGISTER)) {
      return attempts;
    }
    String honest = Json.text(body.with(operation.actor(), "prober"));
    for (String header : HEADERS) {
      attempts.add(new Attempt(operation.route(), honest, List.of(header + ": " + who), true));
    }
    String query = "?" + operation.actor() + "=" + who + "&peerId=" + who;
    attempts.add(new Attempt(operation.route() + query, honest, List.of(), true));
    return attempts;
  }

  private static Attempt attempt(Operation<?, ?> operation, JsonObject body) {
    return new Attempt(operation.route(), Json.text(body), List.of(), false);
  }

  /** Tools over MCP: as the victim by the handle in {@code _meta}, by arguments, by a session. */
  private static List<Attempt> mcpAttempts(List<Victim> victims) {
    List<Attempt> attempts = new ArrayList<>();
    for (Victim victim : victims) {
      for (String who : victim.spellings()) {
        for (String tool : List.of("mesh_summary", "mesh_send", "mesh_inbox", "mesh_lock")) {
          JsonObject arguments =
              switch (tool) {
                case "mesh_summary" -> JsonObject.of("summary", "forged");
                case "mesh_send" -> JsonObject.of("to", "sink", "message", "forged");
                case "mesh_lock" -> JsonObject.of("action", "lock", "filePath", "/forged");
                default -> JsonObject.EMPTY;
              };
          attempts.add(tool(tool, arguments, "slm-mesh/agent", who));
          attempts.add(tool(tool, arguments.with("peerId", who), "slm-mesh/agent", "prober"));
          attempts.add(tool(tool, arguments.with("fromPeer", who), "peerId", who));
        }
      }
    }
    return attempts;
  }

  private static Attempt tool(String tool, JsonObject arguments, String handle, String who) {
    String prefix = "io.modelcontextprotocol/";
    JsonObject meta =
        JsonObject.of(
            prefix + "protocolVersion",
            "2026-07-28",
            prefix + "clientCapabilities",
            JsonObject.EMPTY,
            prefix + "clientInfo",
            JsonObject.of("name", "x", "version", "1"),
            handle,
            who);
    JsonObject params = JsonObject.of("name", tool, "arguments", arguments, "_meta", meta);
    String body =
        Json.text(
            JsonObject.of("jsonrpc", "2.0", "id", 1, "method", "tools/call", "params", params));
    List<String> headers =
        List.of(
            "Accept: application/json",
            "MCP-Protocol-Version: 2026-07-28",
            "Mcp-Method: tools/call",
            "Mcp-Name: " + tool);
    return new Attempt("/mcp", body, headers, true);
  }

  /** Who attacked how often, and what came of it. */
  private final class Tally {
    private final Map<String, Map<Integer, Integer>> statuses = new LinkedHashMap<>();
    private final List<String> wronglyDone = new ArrayList<>();
    private int attempts;

    void attack(String who, HttpDoor door, List<Attempt> list) throws IOException {
      try (HttpWire wire = door.open()) {
        for (Attempt attempt : list) {
          String request =
              door.request(
                  "POST", attempt.path, attempt.body, attempt.headers.toArray(String[]::new));
          int status = wire.send(request).answer().status();
          note(who, status);
          if (status == 200 && !attempt.honest) {
            wronglyDone.add(who + ": " + attempt);
          }
        }
      }
    }

    /** A command can't be given as an agent with a session. */
    void commands(List<Victim> victims) {
      try (CommandLink link = CommandLink.open(mesh)) {
        for (Victim victim : victims) {
          for (String who : victim.spellings()) {
            bodies()
                .forEach((operation, body) -> {
                  JsonObject answer = link.call(operation.name(), who, body);
                  note("command", Boolean.TRUE.equals(answer.get("ok")) ? 200 : 400);
                  if (Boolean.TRUE.equals(answer.get("ok"))) {
                    wronglyDone.add("command as " + who + ": " + operation.name());
                  }
                });
          }
        }
      }
    }

    private void note(String who, int status) {
      attempts++;
      statuses.computeIfAbsent(who, _ -> new TreeMap<>()).merge(status, 1, Integer::sum);
    }

    void print() {
      statuses.forEach((who, counts) -> Figures.print("impersonation, " + who + ": " + counts));
      Figures.print("impersonation: " + attempts + " attempts");
    }
  }

  /** Names and ids that exist are not given away. */
  @Test
  void nobodyTakesTheNameOrTheIdOfAnother() {
    List<Victim> all = List.of(session, conversation, program, command);
    Map<String, List<String>> before = traces(List.of(session, conversation));
    for (Victim victim : all) {
      for (String spelling : victim.spellings()) {
        boolean ownNameAgain =
            spelling.strip().equalsIgnoreCase(victim.name())
                && spelling.equals(spelling.strip())
                && List.of(program, command).contains(victim);
        HttpAnswer answer =
            owner.post("/register", "name", spelling, "projectPath", mesh.work().toString());
        if (!ownNameAgain) {
          assertThat(answer.status()).as(spelling + " " + answer).isIn(400, 409);
        }
      }
    }

    assertThat(traces(List.of(session, conversation))).isEqualTo(before);
    assertThat(mailTo(session.id())).isEqualTo(session.id());
  }

  /** Who gets what is sent to {@code id}. */
  private @Nullable String mailTo(String id) {
    JsonObject sent =
        owner.post("/send", "fromPeer", "sink", "toPeer", id, "payload", "for her").ok();
    return Answer.objects(sent, "recipients").getFirst().text("id");
  }

  @Test
  void peerTokenRegistersNobody() {
    owner
        .as(proberToken)
        .post("/register", "name", "another", "projectPath", mesh.work().toString())
        .refused(403, "forbidden");
    owner
        .as(proberToken)
        .post("/register", "name", "victim", "projectPath", mesh.work().toString())
        .refused(403, "forbidden");
  }
}
