package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import java.io.IOException;
import java.util.List;

/** {@code send}: a message to one agent, or to all. */
final class SendWord extends Word {
  private final Given<String> to;
  private final Given<List<String>> words;
  private final Given<String> type;
  private final Acting acting;

  SendWord(Desk desk) {
    super(desk, "Send a message to an agent.");
    syntax()
        .says("It is stored when this ends; the answer says how soon it can be seen.")
        .examples(
            "slm-mesh send kipu build is green",
            "git diff | slm-mesh send kipu - --as ci",
            "slm-mesh send kipu --type json '{\"job\":7}'");
    to = syntax().argument("TO", "Name or id of an agent.");
    words = syntax().rest("MESSAGE", "The text; - reads it from stdin.");
    type = syntax().option("--type", "TYPE", String.class, MessageText.TYPES);
    acting = new Acting(this);
  }

  @Override
  Exit run() throws IOException, InterruptedException {
    JsonObject input =
        JsonObject.of(
            "to",
            to.or(""),
            "message",
            MessageText.of(words.or(List.of()), desk().invocation()),
            "type",
            type.orNull());
    try (BrokerCall call = desk().open()) {
      return desk()
          .show(
              call,
              call.ask(Operations.SEND, acting.name(), input),
              new MessageView(desk().screen())::sent);
    }
  }
}
