package io.slmmesh.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slmmesh.api.json.Json;
import io.slmmesh.cli.Golden;
import io.slmmesh.cli.view.Ago;
import io.slmmesh.cli.view.Screen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What people see of answers, in a pipe 80 columns wide. */
class ViewsTest {
  private static final Ago AGO = new Ago(Instant.parse("2026-11-23T12:00:00Z"));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Screen screen =
      new Screen(new PrintStream(out, false, UTF_8), System.err, false, () -> 80);

  private void check(String name) throws IOException {
    screen.flush();
    Golden.check(name, out.toString(UTF_8));
  }

  @Test
  void peers() throws IOException {
    new PeersView(screen, AGO)
        .show(
            Json.object(
                """
                {"ok":true,"peers":[
                {"id":"1","name":"kipu","agentType":"claude-code","pid":1,"projectPath":"/home/me/src/the-shop/backend","gitBranch":"main","summary":"writing the parser of the configuration","status":"active","startedAt":"2026-11-23T11:00:00.000Z","lastHeartbeat":"2026-11-23T11:59:50.000Z"},
                {"id":"2","name":"zo","agentType":"codex","pid":2,"projectPath":"/src","status":"stale","startedAt":"2026-11-23T11:00:00.000Z","lastHeartbeat":"2026-11-23T11:59:20.000Z"}]}
                """));
    check("peers.txt");
  }

  @Test
  void status() throws IOException {
    new StatusView(screen, AGO)
        .show(
            Json.object(
                """
                {"ok":true,"status":"ok","version":"0.1.0","pid":4711,"port":7899,"startedAt":"2026-11-23T11:00:00.000Z","uptime":3600,"lastStop":{"reason":"no session for 60 s","at":"2026-11-23T10:00:00.000Z"},"unread":0,"peers":{"active":2,"stale":1,"total":4},"messages":{"total":12,"undelivered":3},"state":{"total":1},"locks":{"active":1},"events":{"total":321},"db":{"sizeBytes":5242880}}
                """));
    check("status.txt");
  }

  @Test
  void messages() throws IOException {
    MessageView view = new MessageView(screen, AGO);
    var page =
        Json.object(
            """
            {"ok":true,"messages":[
            {"id":"1","fromName":"kipu","toName":"ci","type":"text","payload":"first line\\nsecond line\\n\\tindented","createdAt":"2026-11-23T11:57:00.000Z"},
            {"id":"2","fromName":"ci","toName":"kipu","type":"json","payload":"{}","createdAt":"2026-11-23T11:58:00.000Z","deliveredAt":"2026-11-23T11:58:30.000Z","readAt":"2026-11-23T11:58:30.000Z"}],"more":true}
            """);
    view.inbox(page);
    view.outbox(page);
    view.history(page, "ci");
    view.inbox(Json.object("{\"messages\":[]}"));
    view.sent(
        Json.object(
            """
            {"recipients":[{"name":"kipu","reach":"now"},{"name":"zo","reach":"when-asked"},{"name":"fesi","reach":"away"}]}
            """));
    view.sent(Json.object("{\"recipients\":[]}"));
    check("messages.txt");
  }

  @Test
  void locks() throws IOException {
    LockView view = new LockView(screen, AGO);
    String lock =
        """
        {"filePath":"/home/me/src/the-shop/backend/src/main/java/Store.java","lockedBy":"kipu","lockedById":"1","lockedAt":"2026-11-23T11:57:00.000Z","expiresAt":"2026-11-23T12:07:00.000Z","reason":"new schema","fencingToken":7}
        """
            .strip();
    view.held(Json.object("{\"locks\":[" + lock + "]}"));
    view.held(Json.object("{\"locks\":[]}"));
    view.granted(Json.object("{\"granted\":true,\"lock\":" + lock + "}"));
    view.released(Json.object("{\"released\":true}"));
    view.released(Json.object("{\"released\":false}"));
    check("locks.txt");
  }
}
