package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Shell;
import io.slmmesh.it.mesh.Shell.Ran;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands of the real launcher. */
class CommandLineIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Mesh mesh;
  private Shell shell;

  @BeforeEach
  void begin() {
    mesh = Mesh.create();
    shell = Shell.of(mesh);
  }

  @AfterEach
  void end() {
    mesh.close();
  }

  private JsonObject json(int code, String... words) {
    Ran ran = shell.run(words);
    assertThat(ran.code()).as(String.join(" ", words) + ": " + ran).isEqualTo(code);
    JsonObject json = ran.json();
    if (code == 0) {
      assertThat(json.get("ok")).as(ran.out()).isEqualTo(true);
      assertThat(ran.err()).as(String.join(" ", words)).isEmpty();
    }
    return json;
  }

  @Test
  void everyCommandGivesItsJson() {
    assertThat(json(0, "start", "--json").text("status")).isEqualTo("ok");
    assertThat(json(0, "status", "--json").get("pid")).isEqualTo(mesh.brokerPid());
    assertThat(json(0, "--json").text("status")).isEqualTo("ok");
    assertThat(json(0, "summary", "reviewing", "--as", "a", "--json").text("name")).isEqualTo("a");
    json(0, "summary", "waiting", "--as", "b", "--json");
    assertThat(Answer.texts(json(0, "peers", "--json"), "peers", "name")).containsExactly("a", "b");
    assertThat(json(0, "send", "b", "hello", "b", "--as", "a", "--json").text("messageId"))
        .isNotBlank();
    JsonObject toAll = json(0, "broadcast", "hello", "all", "--as", "a", "--json");
    assertThat(Answer.texts(toAll, "recipients", "name")).containsExactly("b");
    assertThat(Answer.texts(json(0, "inbox", "--as", "b", "--json"), "messages", "payload"))
        .containsExactly("hello b", "hello all");
    assertThat(Answer.objects(json(0, "history", "--as", "b", "--json"), "messages")).hasSize(2);
    JsonObject entry = json(0, "state", "set", "k", "v", "--as", "a", "--json").object("entry");
    assertThat(entry.get("version")).isEqualTo(1L);
    assertThat(json(0, "state", "get", "k", "--json").object("entry")).isEqualTo(entry);
    assertThat(Answer.texts(json(0, "state", "list", "--json"), "entries", "key"))
        .containsExactly("k");
    assertThat(json(0, "state", "delete", "k", "--json").get("deleted")).isEqualTo(true);
    assertThat(json(1, "state", "get", "k", "--json").get("found")).isEqualTo(false);
    assertThat(json(1, "state", "delete", "k", "--json").get("deleted")).isEqualTo(false);
    assertThat(json(0, "lock", "acquire", "x.c", "--as", "a", "--json").get("granted"))
        .isEqualTo(true);
    assertThat(json(1, "lock", "acquire", "x.c", "--as", "b", "--json").text("heldBy"))
        .isEqualTo("a");
    assertThat(Answer.texts(json(0, "lock", "list", "--json"), "locks", "lockedBy"))
        .containsExactly("a");
    assertThat(json(1, "lock", "release", "x.c", "--as", "b", "--json").text("code"))
        .isEqualTo("conflict");
    assertThat(json(0, "lock", "release", "x.c", "--as", "a", "--json").get("released"))
        .isEqualTo(true);
    assertThat(Answer.texts(json(0, "events", "list", "--json"), "events", "type"))
        .startsWith("peer_joined")
        .contains("message_sent", "file_locked", "state_changed");
    String token = json(0, "token", "show", "--json").text("token");
    assertThat(token).matches("[0-9a-f]{64}");
    assertThat(json(0, "token", "path", "--json").text("file"))
        .isEqualTo(json(0, "token", "rotate", "--json").text("file"));
    assertThat(json(0, "token", "show", "--json").text("token")).isNotEqualTo(token);
    assertThat(json(0, "doctor", "--json").get("checks")).isNotNull();
    assertThat(json(0, "clean", "--json").get("brokerRuns")).isEqualTo(true);
    assertThat(json(0, "version", "--json").text("version")).isNotBlank();
    long broker = mesh.brokerPid();
    assertThat(json(0, "stop", "--json").get("pid")).isEqualTo(broker);
    assertThat(json(3, "status", "--json").text("code")).isEqualTo("broker_unreachable");
    json(0, "stop", "--json");
    assertThat(json(0, "clean", "--json").get("brokerRuns")).isEqualTo(false);
  }

  @Test
  void theJsonIsThatOfHttp() throws Exception {
    shell.run("summary", "reviewing", "--as", "a");
    shell.run("state", "set", "k", "v", "--as", "a");
    shell.run("lock", "acquire", "x.c", "--as", "a");
    String at = "\"projectPath\":\"" + mesh.work() + "\"";

    assertSameShape(http("/status", "{}"), json(0, "status", "--json"));
    assertThat(json(0, "peers", "--json").get("ok")).isEqualTo(true);
    assertSameShape(http("/peers", "{}"), json(0, "peers", "--json"));
    assertThat(http("/state", "{\"action\":\"get\",\"key\":\"k\"," + at + "}"))
        .isEqualTo(json(0, "state", "get", "k", "--json"));
    assertThat(http("/state", "{\"action\":\"list\"," + at + "}"))
        .isEqualTo(json(0, "state", "list", "--json"));
    assertThat(http("/lock", "{\"action\":\"query\"}"))
        .isEqualTo(json(0, "lock", "list", "--json"));
    assertThat(http("/events", "{\"action\":\"read\"}"))
        .isEqualTo(json(0, "events", "list", "--json"));
    assertThat(http("/state", "{\"action\":\"get\"}").text("error")).startsWith("key ");
  }

  private JsonObject http(String path, String body) throws Exception {
    String token = shell.run("token", "show").out().strip();
    await("the HTTP port").atMost(PATIENCE).until(() -> Files.exists(mesh.data().resolve("port")));
    String port = Files.readString(mesh.data().resolve("port")).strip();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      return Json.object(client.send(request, BodyHandlers.ofString()).body());
    }
  }

  private static void assertSameShape(JsonObject one, JsonObject other) {
    assertThat(paths("", one)).isEqualTo(paths("", other));
  }

  private static TreeSet<String> paths(String under, Object value) {
    var paths = new TreeSet<String>();
    if (value instanceof JsonObject object) {
      object.members().forEach((name, member) -> paths.addAll(paths(under + "/" + name, member)));
    } else if (value instanceof List<?> list) {
      list.forEach(item -> paths.addAll(paths(under + "[]", item)));
    } else {
      paths.add(under);
    }
    return paths;
  }

  @Test
  void twoProcessesTalkAndTheSenderSeesThatItWasRead() {
    shell.run("summary", "here", "--as", "b");
    assertThat(shell.feed("line one\nline two\n", "send", "b", "-", "--as", "a").code()).isZero();

    assertThat(shell.run("inbox", "--sent", "--as", "a").out()).contains("not delivered yet");
    assertThat(shell.run("inbox", "--peek", "--as", "b").out())
        .startsWith("from a")
        .endsWith("    line one\n    line two\n");
    assertThat(shell.run("inbox", "--sent", "--as", "a").out()).contains("delivered");
    assertThat(shell.run("inbox", "--as", "b").out()).contains("line two");
    assertThat(shell.run("inbox", "--sent", "--as", "a").out()).contains("read ");
    assertThat(shell.run("inbox", "--as", "b").out()).isEqualTo("No messages.\n");
    assertThat(shell.run("inbox", "--all", "--from", "a", "--as", "b").out()).contains("line one");

    assertThat(shell.env("SLM_MESH_AS", "b").run("send", "a", "thanks").code()).isZero();
    assertThat(shell.run("history", "--as", "a").out())
        .containsSubsequence("to b", "line one", "from b", "unread", "thanks");
  }

  @Test
  void aWaitForMailIsEndedByASend() {
    shell.run("summary", "here", "--as", "b");
    Shell.Running waiting = shell.start("inbox", "--wait", "60s", "--as", "b");
    await("b to wait")
        .atMost(PATIENCE)
        .until(() -> {
          Ran sent = shell.run("send", "b", "wake up", "--as", "a", "--json");
          return Answer.texts(sent.json(), "recipients", "reach").equals(List.of("now"))
              || !waiting.child().process().isAlive();
        });

    Ran ran = waiting.await();

    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("wake up");
    shell.run("inbox", "--as", "b");
    assertThat(shell.run("inbox", "--wait", "1s", "--as", "b").code()).isEqualTo(1);
  }

  @Test
  void mailThatCouldNotBeWrittenStaysUnread() {
    shell.run("summary", "here", "--as", "b");
    shell.run("send", "b", "keep me", "--as", "a");

    shell.script("\"$SLM\" inbox --as b > /dev/full");

    assertThat(shell.run("inbox", "--as", "b").out()).contains("keep me");
  }

  @Test
  void nobodyCanActAsAnAgentWithASession() {
    Agent agent = mesh.agent().start();
    Agent other = mesh.agent().start();
    String name = agent.name();
    other.tool("mesh_send", "to", name, "message", "for you alone");

    Ran sent = shell.run("send", other.name(), "forged", "--as", name);
    Ran read = shell.run("inbox", "--as", name.toUpperCase(java.util.Locale.ROOT));
    Ran locked = shell.run("lock", "acquire", "x", "--as", name, "--json");

    assertThat(List.of(sent.code(), read.code(), locked.code())).containsOnly(1);
    assertThat(sent.err()).contains("session of its own");
    assertThat(read.out()).isEmpty();
    assertThat(locked.json().text("code")).isEqualTo("conflict");
    assertThat(other.mail()).isEmpty();
    assertThat(agent.mail()).containsExactly("for you alone");
  }

  @Test
  void aSessionAndACommandTalk() {
    Agent agent = mesh.agent().start();
    agent.tool("mesh_summary", "summary", "in a session");
    shell.run("summary", "in a shell", "--as", "aider");

    assertThat(shell.run("send", agent.name(), "from the shell", "--as", "aider").code()).isZero();
    agent.tool("mesh_send", "to", "aider", "message", "from the session");

    assertThat(agent.mail()).containsExactly("from the shell");
    assertThat(shell.run("inbox", "--as", "aider").out()).contains("from the session");
    assertThat(shell.run("peers").out()).contains("in a session", "in a shell", "test-client");
  }

  @Test
  void whatIsMisunderstoodStartsNothing() {
    Ran unknown = shell.run("staus");

    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("did you mean status?");
    assertThat(shell.run("mcp", "now").code()).isEqualTo(2);
    assertThat(shell.run("broker", "--help").out()).contains("foreground");
    assertThat(shell.run("status").code()).isEqualTo(3);
    assertThat(mesh.data()).doesNotExist();
  }

  @Test
  void aBrokerThatCannotStartIsASetUpToBeChanged() {
    Ran ran = shell.env("SLM_MESH_IDLE_MS", "soon").run("peers", "--json");

    assertThat(ran.code()).as(ran.toString()).isEqualTo(78);
    assertThat(ran.json().text("code")).isEqualTo("configuration");
    assertThat(ran.err().lines()).singleElement().asString().contains("SLM_MESH_IDLE_MS");
    assertThat(shell.run("doctor").out()).contains("SLM_MESH_IDLE_MS");
  }

  @Test
  void whoIsOverTheRateIsToldToTryAgain() {
    mesh.set("SLM_MESH_RATE", 1);
    shell.run("peers");

    Ran second = shell.run("peers", "--json");

    assertThat(second.code()).isEqualTo(4);
    assertThat(second.json().text("code")).isEqualTo("rate_limited");
  }

  /** Whatever of a send was answered has happened once; what was not, at most once. */
  @Test
  void aBrokerThatIsKilledUnderSendsLosesAndDoublesNone() {
    shell.run("summary", "here", "--as", "b");
    List<CompletableFuture<Ran>> sends =
        IntStream.range(0, 12)
            .mapToObj(i ->
                CompletableFuture.supplyAsync(
                    () -> shell.run("send", "b", "number " + i, "--as", "a"),
                    Thread::startVirtualThread))
            .toList();
    for (int kills = 0; kills < 3; kills++) {
      mesh.killBroker();
    }
    List<Ran> ends = sends.stream().map(CompletableFuture::join).toList();

    assertThat(ends).extracting(Ran::code).as(ends.toString()).containsOnly(0);
    assertThat(
            Answer.texts(
                shell.run("inbox", "--as", "b", "--limit", "100", "--json").json(),
                "messages",
                "payload"))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 12).mapToObj(i -> "number " + i).toList());
  }

  @Test
  void aFollowerMissesAndRepeatsNothingOverTheDeathOfTheBroker() {
    shell.run("start");
    Shell.Running follower = shell.start("events", "follow", "--since", "0", "--json");
    for (int i = 0; i < 6; i++) {
      shell.run("state", "set", "k" + i, "v", "--as", "a");
      if (i % 2 == 1) {
        mesh.killBroker();
      }
    }
    List<Long> logged = events(shell.run("events", "list", "--since", "0", "--json").json());

    await("the follower")
        .atMost(PATIENCE)
        .until(() -> follower.soFar().lines().count() >= logged.size());
    follower.child().process().destroy();
    Ran ran = follower.await();

    assertThat(ran.out().lines().map(line -> (Long) Json.object(line).get("seq")).toList())
        .isEqualTo(logged);
  }

  private static List<Long> events(JsonObject page) {
    return Answer.objects(page, "events").stream().map(event -> (Long) event.get("seq")).toList();
  }

  @Test
  void aWatcherSeesEveryChangeOfItsKey() {
    shell.run("state", "set", "k", "before", "--as", "a");
    Shell.Running watcher = shell.start("state", "watch", "k", "--json");
    // Only once it sees a change is it sure to watch.
    await("the watcher")
        .atMost(PATIENCE)
        .until(() -> {
          shell.run("state", "set", "k", "now", "--as", "a");
          return watcher.soFar().contains("\"now\"");
        });
    shell.run("state", "set", "other", "x", "--as", "a");
    shell.run("state", "set", "k", "x", "--as", "a", "--namespace", "elsewhere");
    shell.run("state", "delete", "k");
    await("the deletion").atMost(PATIENCE).until(() -> watcher.soFar().contains("\"version\":0"));
    watcher.child().process().destroy();

    List<JsonObject> seen = watcher.await().out().lines().map(Json::object).toList();
    var versions = new ArrayList<Object>();
    seen.forEach(event -> versions.add(event.object("payload").get("version")));
    long first = (Long) versions.getFirst();
    assertThat(versions.subList(0, versions.size() - 1))
        .isEqualTo(
            IntStream.range(0, versions.size() - 1).mapToObj(i -> (Object) (first + i)).toList());
    assertThat(versions).last().isEqualTo(0L);
    assertThat(seen).allMatch(event -> event.object("payload").get("key").equals("k"));
  }

  @Test
  void theDoctorSeesADeadBrokerAndCleaningHelps() throws IOException {
    shell.run("start");
    await("the HTTP port").atMost(PATIENCE).until(() -> Files.exists(mesh.data().resolve("port")));
    assertThat(shell.run("clean").out()).contains("A broker runs");
    assertThat(mesh.data().resolve("port")).exists();
    assertThat(shell.run("doctor").code()).isZero();
    mesh.killBroker();

    assertThat(shell.run("doctor").out()).contains("left by a broker that died", "slm-mesh clean");
    assertThat(shell.run("clean", "--dry-run").out()).contains("would remove");
    assertThat(mesh.data().resolve("broker.sock")).exists();
    Ran cleaned = shell.run("clean");

    assertThat(cleaned.out()).contains("removed", "broker.sock", "port");
    assertThat(mesh.data().resolve("broker.sock")).doesNotExist();
    assertThat(mesh.data().resolve("http.sock")).doesNotExist();
    assertThat(mesh.data().resolve("port")).doesNotExist();
    assertThat(shell.run("doctor").out()).doesNotContain("broker that died");
    assertThat(shell.run("start").code()).isZero();
  }

  @Test
  void coloursAreForTerminalsWithoutNoColor() {
    shell.run("start");

    assertThat(shell.run("status").out()).doesNotContain("\u001b");
    assertThat(terminal("").out()).contains("\u001b[32mruns\u001b[0m");
    assertThat(terminal("NO_COLOR=1 ").out()).contains("runs").doesNotContain("\u001b");
    assertThat(terminal("TERM=dumb ").out()).contains("runs").doesNotContain("\u001b");
  }

  private Ran terminal(String before) {
    Ran ran =
        shell
            .env("TERM", "xterm")
            .script("script -qec '" + before + "\"$SLM\" status' /dev/null < /dev/null");
    assertThat(ran.code()).as(ran.toString()).isZero();
    return ran;
  }

  @Test
  void theCompletionOfTheImageCompletes() {
    Path script = io.slmmesh.it.mesh.Image.underTest().home().resolve("completions/slm-mesh.bash");

    Ran words = complete(script, "slm-mesh", "sta");
    Ran under = complete(script, "slm-mesh", "lock", "ac");

    assertThat(words.out().strip().split(" ")).contains("status", "state", "start");
    assertThat(under.out().strip()).isEqualTo("acquire");
  }

  private Ran complete(Path script, String... words) {
    return shell
        .env("SCRIPT", script.toString())
        .env("WORDS", String.join(" ", words))
        .script(
            "source \"$SCRIPT\"; COMP_WORDS=($WORDS); COMP_CWORD=$((${#COMP_WORDS[@]}-1));"
                + " f=$(complete -p slm-mesh | sed 's/.* -F \\([^ ]*\\).*/\\1/');"
                + " \"$f\"; echo \"${COMPREPLY[@]}\"");
  }

  @Test
  void settingsOfTheEnvironmentNameTheAgent() {
    Map<String, String> agents = Map.of("--as", "option", "SLM_MESH_AS", "variable");
    Shell named = shell.env("SLM_MESH_AS", agents.get("SLM_MESH_AS"));

    assertThat(named.run("summary", "x").out()).startsWith("variable: ");
    assertThat(named.run("summary", "x", "--as", "option").out()).startsWith("option: ");
    assertThat(shell.run("summary", "x", "--as", "no good").code()).isEqualTo(2);
  }
}
