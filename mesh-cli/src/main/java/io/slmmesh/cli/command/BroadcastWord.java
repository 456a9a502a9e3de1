package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.message.SendMessage;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import java.io.IOException;
import java.util.List;

/** {@code broadcast}: a message to all who are there. */
final class BroadcastWord extends Word {
  private final Given<List<String>> words;
  private final Given<String> scope;
  private final Given<String> type;
  private final Acting acting;

  BroadcastWord(Desk desk) {
    super(desk, "Send a message to all other agents that are there.");
    syntax()
        .examples(
            "slm-mesh broadcast main is broken, do not pull",
            "slm-mesh broadcast --scope repo rebasing now");
    words = syntax().rest("MESSAGE", "The text; - reads it from stdin.");
    scope = syntax().option("--scope", "SCOPE", String.class, PeersWord.SCOPES);
    type = syntax().option("--type", "TYPE", String.class, MessageText.TYPES);
    acting = new Acting(this);
  }

  @Override
  Exit run() throws IOException, InterruptedException {
    JsonObject input =
        JsonObject.of(
            "to",
            SendMessage.ALL,
            "message",
            MessageText.of(words.or(List.of()), desk().invocation()),
            "type",
            type.orNull(),
            "scope",
            scope.orNull());
    try (BrokerCall call = desk().open()) {
      return desk()
          .show(
              call,
              call.ask(Operations.SEND, acting.name(), input),
              new MessageView(desk().screen())::sent);
    }
  }
}
