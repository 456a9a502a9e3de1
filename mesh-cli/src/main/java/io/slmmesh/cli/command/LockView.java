package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.cli.view.Ago;
import io.slmmesh.cli.view.Screen;
import io.slmmesh.cli.view.Table;
import io.slmmesh.cli.view.Text;
import java.time.Instant;
import java.util.List;

/** Locks for people. */
record LockView(Screen screen, Ago ago) {
  LockView(Screen screen) {
    this(screen, new Ago(Instant.now()));
  }

  void granted(JsonObject result) {
    JsonObject lock = result.object("lock");
    screen.line(
        Text.of("Locked "),
        Text.bold(Answers.text(lock, "filePath")),
        Text.of(
            " for "
                + Answers.text(lock, "lockedBy")
                + ", ends "
                + ago.of(lock.text("expiresAt"))
                + ", fencing token "
                + lock.get("fencingToken")));
  }

  void released(JsonObject result) {
    screen.line(
        Text.of(Answers.isTrue(result, "released") ? "Released." : "You did not hold that lock."));
  }

  void held(JsonObject result) {
    List<JsonObject> locks = Answers.objects(result, "locks");
    if (locks.isEmpty()) {
      screen.line(Text.of("Nothing is locked."));
      return;
    }
    Table table = new Table(0, "FILE", "HOLDER", "SINCE", "ENDS", "TOKEN", "REASON");
    for (JsonObject lock : locks) {
      table.row(
          Text.bold(Answers.text(lock, "filePath")),
          Text.of(Answers.text(lock, "lockedBy")),
          Text.of(ago.of(lock.text("lockedAt"))),
          Text.of(ago.of(lock.text("expiresAt"))),
          Text.of(String.valueOf(lock.get("fencingToken"))),
          Text.of(Answers.text(lock, "reason")));
    }
    screen.table(table);
  }
}
