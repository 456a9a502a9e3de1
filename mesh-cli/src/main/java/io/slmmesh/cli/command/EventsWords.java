package io.slmmesh.cli.command;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import io.slmmesh.cli.call.Entrance;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** {@code events list|follow}. */
final class EventsWords {
  private static final String TYPES =
      "Only these, with commas between: peer_joined, peer_left, peer_summary, state_changed,"
          + " file_locked, file_unlocked, edit_collision, message_sent, message_delivered.";
  private static final String SINCE = "After this number, or from a time: 2026-11-23T12:00:00Z.";

  private EventsWords() {}

  static Word of(Desk desk) {
    return new GroupWord(desk, "The log of what happened in the mesh.")
        .with("list", new ListSome(desk))
        .with("follow", new Follow(desk))
        .examples(
            "slm-mesh events list", "slm-mesh events follow --types file_locked,file_unlocked");
  }

  private static List<String> split(String types) {
    return Arrays.stream(types.split(",", -1))
        .map(String::strip)
        .filter(type -> !type.isEmpty())
        .toList();
  }

  private static final class ListSome extends Word {
    private final Given<String> types;
    private final Given<String> since;
    private final Given<Integer> limit;

    ListSome(Desk desk) {
      super(desk, "The newest events, or those since a place in the log.");
      syntax()
          .examples(
              "slm-mesh events list --limit 10",
              "slm-mesh events list --types peer_left",
              "slm-mesh events list --since 120 --json");
      types = syntax().option("--types", "TYPES", String.class, TYPES);
      since = syntax().option("--since", "PLACE", String.class, SINCE);
      limit = syntax().option("--limit", "N", Integer.class, "At most so many, 1 to 200; else 50.");
    }

    @Override
    Exit run() throws IOException, InterruptedException {
      JsonObject input =
          JsonObject.of(
              "action",
              "read",
              "types",
              split(types.or("")),
              "since",
              since.orNull(),
              "limit",
              limit.orNull());
      try (BrokerCall call = desk().open()) {
        return desk()
            .show(call, call.ask(Operations.EVENTS, input), EventView.of(desk(), call)::page);
      }
    }
  }

  private static final class Follow extends Word {
    private final Given<String> types;
    private final Given<String> since;

    Follow(Desk desk) {
      super(desk, "Show events as they happen, until you end it.");
      syntax()
          .says("With --json one event a line. A broker that ends is waited for.")
          .examples(
              "slm-mesh events follow",
              "slm-mesh events follow --types peer_joined,peer_left",
              "slm-mesh events follow --since 0 --json >> log.jsonl");
      types = syntax().option("--types", "TYPES", String.class, TYPES);
      since = syntax().option("--since", "PLACE", String.class, SINCE + " Else from now on.");
    }

    @Override
    Exit run() throws Failure, IOException, InterruptedException {
      Entrance entrance = desk().entrance();
      try (BrokerCall call = BrokerCall.open(entrance)) {
        entrance.waitForEver();
        Feed feed = Feed.of(call, null, split(types.or("")), since.orNull());
        EventView view = EventView.of(desk(), call);
        do {
          show(feed.next(Deadline.LONGEST_WAIT), view);
        } while (desk().screen().flush());
        return Exit.OK;
      }
    }

    private void show(JsonObject page, EventView view) {
      if (page.has("compactedBefore")) {
        desk().gap(page);
      }
      for (JsonObject event : Answers.objects(page, "events")) {
        if (desk().json()) {
          desk().screen().json(Json.text(event));
        } else {
          view.line(event);
        }
      }
    }
  }
}
