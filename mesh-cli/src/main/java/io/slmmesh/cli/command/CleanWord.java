package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.link.RuntimeDir;
import io.slmmesh.cli.doctor.Leftovers;
import io.slmmesh.cli.doctor.Machine;
import io.slmmesh.cli.view.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code clean}: removes what nobody uses any more. */
final class CleanWord extends Word {
  private final Given<Boolean> dryRun;
  private final Given<Boolean> quarantine;

  CleanWord(Desk desk) {
    super(desk, "Remove what dead brokers left, and nothing that may be in use.");
    syntax().examples("slm-mesh clean --dry-run", "slm-mesh clean");
    dryRun = syntax().flag("--dry-run", "Only say what would go.");
    quarantine =
        syntax().flag("--quarantine", "Also damaged databases that were put aside: for good.");
  }

  @Override
  Exit run() throws IOException {
    Leftovers leftovers = new Leftovers(!dryRun.or(false));
    RuntimeDir dir = RuntimeDir.find(desk().invocation().environment());
    boolean broker = false;
    if (dir != null) {
      leftovers.quarantine(dir, quarantine.or(false));
      broker = !leftovers.ofBroker(dir);
    }
    String caches =
        Machine.ofThisProcess(desk().invocation().environment(), desk().invocation().launcher())
            .caches();
    if (!caches.isEmpty()) {
      leftovers.training(Path.of(caches));
    }
    boolean running = broker;
    desk().tell(json(leftovers.items(), running), _ -> show(leftovers.items(), running));
    return Exit.OK;
  }

  private JsonObject json(List<Leftovers.Item> items, boolean running) {
    return JsonObject.of(
        "ok",
        true,
        "dryRun",
        dryRun.or(false),
        "brokerRuns",
        running,
        "removed",
        listed(items, true),
        "kept",
        listed(items, false));
  }

  private static List<JsonObject> listed(List<Leftovers.Item> items, boolean gone) {
    return items.stream()
        .filter(item -> item.gone() == gone)
        .map(item -> JsonObject.of("file", item.file().toString(), "why", item.why()))
        .toList();
  }

  private void show(List<Leftovers.Item> items, boolean running) {
    if (running) {
      desk().screen().line(Text.of("A broker runs or starts: its files are in use."));
    }
    String gone = dryRun.or(false) ? "would remove " : "removed ";
    for (Leftovers.Item item : items) {
      desk()
          .screen()
          .line(
              Text.bold(item.gone() ? gone : "kept "),
              Text.of(item.file() + " "),
              Text.dim("(" + item.why() + ")"));
    }
    if (items.isEmpty()) {
      desk().screen().line(Text.of("Nothing to clean."));
    }
  }
}
