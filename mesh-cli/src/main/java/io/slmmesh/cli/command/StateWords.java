package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import io.slmmesh.cli.call.Reply;
import io.slmmesh.cli.view.Ago;
import io.slmmesh.cli.view.Table;
import io.slmmesh.cli.view.Text;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** {@code state get|set|list|delete|watch}. */
final class StateWords {
  static final String NAMESPACE = "The namespace; without it the project you are in.";

  private StateWords() {}

  static Word of(Desk desk) {
    return new GroupWord(desk, "Values that the agents of a project share.")
        .with("get", new Get(desk))
        .with("set", new Set(desk))
        .with("list", new ListAll(desk))
        .with("delete", new Delete(desk))
        .with("watch", new StateWatchWord(desk))
        .examples(
            "slm-mesh state set api-version v2",
            "slm-mesh state get api-version",
            "slm-mesh state watch");
  }

  private static final class Get extends Word {
    private final Given<String> key;
    private final Given<String> namespace;

    Get(Desk desk) {
      super(desk, "Print a value; ends with 1 if there is none.");
      syntax()
          .examples(
              "slm-mesh state get api-version",
              "slm-mesh state get api-version --json | jq .entry");
      key = syntax().argument("KEY", "The key.");
      namespace = syntax().option("--namespace", "NAME", String.class, NAMESPACE);
    }

    @Override
    Exit run() throws IOException, InterruptedException {
      try (BrokerCall call = desk().open()) {
        Reply reply =
            call.ask(
                Operations.STATE,
                JsonObject.of(
                    "action", "get", "key", key.orNull(), "namespace", namespace.orNull()));
        Exit exit = desk().show(call, reply, this::show);
        boolean missing = reply.ok() && !Answers.isTrue(reply.json(), "found");
        if (missing) {
          desk()
              .screen()
              .complain(
                  "no value " + key.or("") + " in " + Answers.text(reply.json(), "namespace"));
        }
        return missing ? Exit.NO : exit;
      }
    }

    private void show(JsonObject result) {
      if (Answers.isTrue(result, "found")) {
        desk().screen().value(Answers.text(result.object("entry"), "value"));
      }
    }
  }

  private static final class Set extends Word {
    private final Given<String> key;
    private final Given<List<String>> words;
    private final Given<String> namespace;
    private final Acting acting;

    Set(Desk desk) {
      super(desk, "Set a value; its version grows by one.");
      syntax()
          .examples(
              "slm-mesh state set api-version v2", "slm-mesh state set schema - < schema.json");
      key = syntax().argument("KEY", "The key.");
      words = syntax().rest("VALUE", "The value; - reads it from stdin.");
      namespace = syntax().option("--namespace", "NAME", String.class, NAMESPACE);
      acting = new Acting(this);
    }

    @Override
    Exit run() throws IOException, InterruptedException {
      JsonObject input =
          JsonObject.of(
              "action",
              "set",
              "key",
              key.orNull(),
              "value",
              MessageText.of(words.or(List.of()), desk().invocation()),
              "namespace",
              namespace.orNull());
      try (BrokerCall call = desk().open()) {
        return desk().show(call, call.ask(Operations.STATE, acting.name(), input), this::show);
      }
    }

    private void show(JsonObject result) {
      JsonObject entry = result.object("entry");
      desk()
          .screen()
          .line(
              Text.bold(Answers.text(entry, "key")),
              Text.of(" has version " + entry.get("version")));
    }
  }

  private static final class ListAll extends Word {
    private final Given<String> namespace;

    ListAll(Desk desk) {
      super(desk, "All values of a namespace.");
      syntax().examples("slm-mesh state list", "slm-mesh state list --namespace shared");
      namespace = syntax().option("--namespace", "NAME", String.class, NAMESPACE);
    }

    @Override
    Exit run() throws IOException, InterruptedException {
      JsonObject input = JsonObject.of("action", "list", "namespace", namespace.orNull());
      try (BrokerCall call = desk().open()) {
        return desk().show(call, call.ask(Operations.STATE, input), this::show);
      }
    }

    private void show(JsonObject result) {
      List<JsonObject> entries = Answers.objects(result, "entries");
      if (entries.isEmpty()) {
        desk().screen().line(Text.of("No values in " + Answers.text(result, "namespace") + "."));
        return;
      }
      Ago ago = new Ago(Instant.now());
      Table table = new Table(Table.NO_PATH, "KEY", "VERSION", "BY", "SET", "VALUE");
      for (JsonObject entry : entries) {
        table.row(
            Text.bold(Answers.text(entry, "key")),
            Text.of(String.valueOf(entry.get("version"))),
            Text.of(Answers.text(entry, "updatedBy")),
            Text.of(ago.of(entry.text("updatedAt"))),
            Text.of(Answers.text(entry, "value")));
      }
      desk().screen().table(table);
      if (result.has("omitted")) {
        desk().screen().line(Text.dim(result.get("omitted") + " more are left out."));
      }
    }
  }

  private static final class Delete extends Word {
    private final Given<String> key;
    private final Given<String> namespace;

    Delete(Desk desk) {
      super(desk, "Delete a value; ends with 1 if there was none.");
      syntax().examples("slm-mesh state delete api-version");
      key = syntax().argument("KEY", "The key.");
      namespace = syntax().option("--namespace", "NAME", String.class, NAMESPACE);
    }

    @Override
    Exit run() throws IOException, InterruptedException {
      JsonObject input =
          JsonObject.of("action", "delete", "key", key.orNull(), "namespace", namespace.orNull());
      try (BrokerCall call = desk().open()) {
        Reply reply = call.ask(Operations.STATE, input);
        Exit exit = desk().show(call, reply, this::show);
        return reply.ok() && !Answers.isTrue(reply.json(), "deleted") ? Exit.NO : exit;
      }
    }

    private void show(JsonObject result) {
      desk()
          .screen()
          .line(
              Text.of(
                  Answers.isTrue(result, "deleted")
                      ? "Deleted " + key.or("") + "."
                      : "There was no value " + key.or("") + "."));
    }
  }
}
