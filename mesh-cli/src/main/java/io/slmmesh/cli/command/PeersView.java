package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.cli.view.Ago;
import io.slmmesh.cli.view.Screen;
import io.slmmesh.cli.view.Style;
import io.slmmesh.cli.view.Table;
import io.slmmesh.cli.view.Text;
import java.time.Instant;
import java.util.List;

/** Agents for people. */
record PeersView(Screen screen, Ago ago) {
  private static final int DIRECTORY = 3;

  PeersView(Screen screen) {
    this(screen, new Ago(Instant.now()));
  }

  void show(JsonObject answer) {
    List<JsonObject> peers = Answers.objects(answer, "peers");
    if (peers.isEmpty()) {
      screen.line(Text.of("Nobody is there."));
      return;
    }
    Table table =
        new Table(DIRECTORY, "NAME", "CLIENT", "STATUS", "DIRECTORY", "BRANCH", "SUMMARY");
    for (JsonObject peer : peers) {
      table.row(
          Text.bold(Answers.text(peer, "name")),
          Text.of(Answers.text(peer, "agentType")),
          status(peer),
          Text.of(Answers.text(peer, "projectPath")),
          Text.of(Answers.text(peer, "gitBranch")),
          Text.of(Answers.text(peer, "summary")));
    }
    screen.table(table);
  }

  private Text status(JsonObject peer) {
    String status = Answers.text(peer, "status");
    return status.equals("active")
        ? Text.of(Style.GREEN, status)
        : Text.of(Style.YELLOW, status + " " + ago.of(peer.text("lastHeartbeat")));
  }
}
