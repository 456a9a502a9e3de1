package io.slmmesh.cli.command;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import io.slmmesh.cli.call.Entrance;
import io.slmmesh.cli.call.Reply;
import io.slmmesh.cli.view.Style;
import io.slmmesh.cli.view.Text;
import java.io.IOException;
import java.util.List;

/** {@code state watch}: shows changes as they happen. */
final class StateWatchWord extends Word {
  private final Given<String> key;
  private final Given<String> namespace;

  StateWatchWord(Desk desk) {
    super(desk, "Show changes of values as they happen, until you end it.");
    syntax()
        .says("With --json one event a line; entry is there when its version is still the value's.")
        .examples("slm-mesh state watch", "slm-mesh state watch api-version --json");
    key = syntax().optional("KEY", "Only this key.");
    namespace = syntax().option("--namespace", "NAME", String.class, StateWords.NAMESPACE);
  }

  @Override
  Exit run() throws Failure, IOException, InterruptedException {
    Entrance entrance = desk().entrance();
    try (BrokerCall call = BrokerCall.open(entrance)) {
      entrance.waitForEver();
      Feed feed = Feed.of(call, null, List.of("state_changed"), null);
      String watched = watched(call);
      do {
        JsonObject page = feed.next(Deadline.LONGEST_WAIT);
        if (page.has("compactedBefore")) {
          desk().gap(page);
        }
        for (JsonObject event : Answers.objects(page, "events")) {
          if (isWatched(event.object("payload"), watched)) {
            show(call, event, watched);
          }
        }
      } while (desk().screen().flush());
      return Exit.OK;
    }
  }

  /** What "the project" is called, the broker knows. */
  private String watched(BrokerCall call) throws Failure, IOException, InterruptedException {
    JsonObject input =
        JsonObject.of("action", "get", "key", key.or("-"), "namespace", namespace.orNull());
    Reply reply = call.ask(Operations.STATE, input);
    if (!reply.ok()) {
      throw Failure.of(reply);
    }
    return Answers.text(reply.json(), "namespace");
  }

  private boolean isWatched(JsonObject change, String watched) {
    String changed = Answers.text(change, "key");
    return Answers.text(change, "namespace").equals(watched) && changed.equals(key.or(changed));
  }

  private void show(BrokerCall call, JsonObject event, String watched)
      throws IOException, InterruptedException {
    JsonObject change = event.object("payload");
    long version = Answers.number(change, "version");
    JsonObject entry = JsonObject.EMPTY;
    if (version > 0) {
      JsonObject input =
          JsonObject.of("action", "get", "key", change.get("key"), "namespace", watched);
      entry = call.ask(Operations.STATE, input).json().object("entry");
    }
    boolean current = version > 0 && Answers.number(entry, "version") == version;
    if (desk().json()) {
      desk().screen().json(Json.text(current ? event.with("entry", entry) : event));
    } else {
      show(change, version, current ? entry : JsonObject.EMPTY);
    }
  }

  private void show(JsonObject change, long version, JsonObject entry) {
    Text name = Text.bold(Answers.text(change, "key"));
    if (version == 0) {
      desk().screen().line(name, Text.of(Style.YELLOW, "  deleted"));
    } else if (entry.has("value")) {
      desk()
          .screen()
          .line(
              name,
              Text.dim("  version " + version + " by " + Answers.text(entry, "updatedBy") + "  "),
              Text.of(Answers.text(entry, "value")));
    } else {
      desk().screen().line(name, Text.dim("  version " + version + ", replaced since"));
    }
  }
}
