package io.slmmesh.it;

import static io.slmmesh.it.mesh.Answer.objects;
import static io.slmmesh.it.mesh.Answer.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.json.JsonText;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Figures;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.WrongArguments;
import io.slmmesh.it.mesh.WrongArguments.Wrong;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every parameter of every tool, wrong in type, length and range: a result that says so by the
 * parameter's name, nothing changed, and the session goes on.
 */
class BadArgumentsIT {
  /** What each tool takes, and by which it would change something if it can. */
  private static final Map<String, JsonObject> RIGHT = new TreeMap<>();

  private static final String LONG = "x".repeat((64 << 10) + 1);

  private static Mesh mesh;
  private static Agent agent;
  private static List<JsonObject> tools;
  private static String untouched;

  @BeforeAll
  static void oneSessionWithMail() {
    mesh = Mesh.create().set("SLM_MESH_RATE", 1_000_000).set("SLM_MESH_HEARTBEAT_MS", 600_000);
    agent = mesh.agent().start();
    Agent bob = mesh.agent().start();
    String name = bob.name();
    bob.tool("mesh_send", "to", agent.name(), "message", "unread");
    tools = objects(agent.ask("tools/list", JsonObject.EMPTY).result(), "tools");
    RIGHT.put("mesh_peers", JsonObject.EMPTY);
    RIGHT.put("mesh_status", JsonObject.EMPTY);
    RIGHT.put("mesh_summary", JsonObject.of("summary", "changed"));
    RIGHT.put("mesh_send", JsonObject.of("to", name, "message", "changed"));
    RIGHT.put("mesh_inbox", JsonObject.EMPTY);
    RIGHT.put("mesh_state", JsonObject.of("action", "set", "key", "k", "value", "changed"));
    RIGHT.put("mesh_lock", JsonObject.of("action", "lock", "filePath", "a.txt"));
    RIGHT.put("mesh_events", JsonObject.of("action", "subscribe"));
    untouched = fingerprint();
  }

  @AfterAll
  static void end() {
    mesh.close();
  }

  /** All that a call could have changed; every change also counts as an event. */
  private static String fingerprint() {
    JsonObject status = agent.tool("mesh_status");
    return Json.text(
        List.of(
            status.object("counts"),
            status.get("unread"),
            String.valueOf(status.get("notice")),
            String.valueOf(status.object("self").text("summary")),
            agent.tool("mesh_events", "action", "read", "since", 0, "limit", 1).get("subscribed")));
  }

  private static Answer call(String tool, Object arguments) {
    return agent.await(
        agent.asking("tools/call", JsonObject.of("name", tool, "arguments", arguments)));
  }

  @Test
  void everyToolIsTested() {
    assertThat(tools.stream().map(tool -> tool.text("name")))
        .containsExactlyInAnyOrderElementsOf(RIGHT.keySet());
  }

  @ParameterizedTest
  @CsvSource({
    "mesh_peers, 30",
    "mesh_summary, 20",
    "mesh_send, 60",
    "mesh_inbox, 90",
    "mesh_state, 60",
    "mesh_lock, 60",
    "mesh_events, 80",
    "mesh_status, 8"
  })
  void whateverIsWrongIsNamedAndChangesNothing(String name, int atLeast) {
    JsonObject tool =
        tools.stream().filter(each -> name.equals(each.text("name"))).findFirst().orElseThrow();
    List<Wrong> all = WrongArguments.of(tool, RIGHT.get(name));

    var problems = new ArrayList<String>();
    for (Wrong wrong : all) {
      problem(call(name, wrong.arguments()), wrong.field())
          .forEach(text -> problems.add(text + ": " + wrong));
    }

    Figures.print(name + ": " + all.size() + " wrong calls");
    assertThat(problems).isEmpty();
    assertThat(all).hasSizeGreaterThanOrEqualTo(atLeast);
  }

  private static List<String> problem(Answer answer, String field) {
    var problems = new ArrayList<String>();
    if (answer.message().has("error")) {
      return List.of("not a tool result: " + answer.errorText());
    }
    if (!answer.isToolError()) {
      problems.add("not refused");
    } else if (!answer.refusal().startsWith(field + " ")) {
      problems.add("not named: " + answer.refusal());
    } else if (answer.refusal().length() > 400) {
      problems.add("refused at length");
    }
    if (!fingerprint().equals(untouched)) {
      problems.add("changed to " + fingerprint());
      untouched = fingerprint();
    }
    return problems;
  }

  /** What no schema says in a form that can be checked, or only to people. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "mesh_lock   | filePath  | {'action':'lock','filePath':'a\\u0000b'}",
        "mesh_lock   | filePath  | {'action':'unlock','filePath':'/\\u0000'}",
        "mesh_lock   | filePath  | {'action':'query','filePath':'\\u0000'}",
        "mesh_lock   | filePath  | {'action':'lock'}",
        "mesh_lock   | filePath  | {'action':'unlock'}",
        "mesh_lock   | filePath  | {'action':'lock','filePath':''}",
        "mesh_lock   | filePath  | {'action':'lock','filePath':' \\t'}",
        "mesh_lock   | filePath  | {'action':'lock','filePath':'LONG'}",
        "mesh_state  | key       | {'action':'get'}",
        "mesh_state  | key       | {'action':'set','value':'changed'}",
        "mesh_state  | key       | {'action':'delete'}",
        "mesh_state  | key       | {'action':'set','key':' ','value':'changed'}",
        "mesh_state  | value     | {'action':'set','key':'k'}",
        "mesh_state  | value     | {'action':'set','key':'k','value':'WIDE'}",
        "mesh_state  | namespace | {'action':'set','key':'k','value':'changed','namespace':''}",
        "mesh_send   | to        | {'to':'','message':'changed'}",
        "mesh_send   | to        | {'to':'  ','message':'changed'}",
        "mesh_send   | to        | {'to':'OWN','message':'changed'}",
        "mesh_send   | message   | {'to':'all','message':' \\n'}",
        "mesh_send   | message   | {'to':'all','message':'WIDE'}",
        "mesh_send   | message   | {'to':'all','type':'json','message':'{oops'}",
        "mesh_send   | message   | {'to':'all','type':'json','message':'{} {}'}",
        "mesh_inbox  | from      | {'from':''}",
        "mesh_events | since     | {'action':'read','since':-1}",
        "mesh_events | since     | {'action':'read','since':''}",
        "mesh_events | since     | {'action':'read','since':'yesterday'}",
        "mesh_events | since     | {'action':'read','since':'2026-13-01T00:00:00Z'}",
        "mesh_status | unknown   | {'unknown':1}",
      })
  void whatTheSchemaCannotSayIsNamedToo(String tool, String field, String arguments) {
    String json =
        arguments
            .replace('\'', '"')
            .replace("LONG", LONG)
            .replace("WIDE", "é".repeat(40_000))
            .replace("OWN", agent.name());

    assertThat(problem(call(tool, new JsonText(json)), field)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"text\"", "5", "true", "[{\"summary\":\"changed\"}]"})
  void argumentsThatAreNoObjectAreNamed(String arguments) {
    RIGHT
        .keySet()
        .forEach(tool ->
            assertThat(problem(call(tool, new JsonText(arguments)), "arguments")).isEmpty());
  }

  @Test
  void nullForWhatMayBeLeftOutIsAsGoodAsNothing() {
    Map<String, JsonObject> harmless =
        Map.of(
            "mesh_send", JsonObject.of("to", "nobody", "message", "m"),
            "mesh_inbox", JsonObject.of("sent", true),
            "mesh_state", JsonObject.of("action", "get", "key", "k"),
            "mesh_lock", JsonObject.of("action", "query"),
            "mesh_events", JsonObject.of("action", "read"));
    for (JsonObject tool : tools) {
      String name = tool.text("name");
      JsonObject arguments = harmless.getOrDefault(name, JsonObject.EMPTY);
      for (String field : WrongArguments.optional(tool)) {
        if (!arguments.has(field)) {
          Answer without = call(name, arguments);
          Answer with = call(name, arguments.with(field, new JsonText("null")));
          assertThat(texts(with.result(), "content", "text"))
              .as("%s with %s: null", name, field)
              .isEqualTo(texts(without.result(), "content", "text"));
        }
      }
    }
    assertThat(fingerprint()).isEqualTo(untouched);
  }
}
