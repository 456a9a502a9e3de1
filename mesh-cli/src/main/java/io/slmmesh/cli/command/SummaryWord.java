package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import java.io.IOException;
import java.util.List;

/** {@code summary}: tells the others what one is doing. */
final class SummaryWord extends Word {
  private final Given<List<String>> words;
  private final Acting acting;

  SummaryWord(Desk desk) {
    super(desk, "Tell the others what you are working on.");
    syntax()
        .says("They see it in the list of peers. An empty text clears it.")
        .examples("slm-mesh summary reviewing the parser", "slm-mesh summary --as ci ''");
    words = syntax().rest("TEXT", "A sentence or two; - reads it from stdin.");
    acting = new Acting(this);
  }

  @Override
  Exit run() throws IOException, InterruptedException {
    JsonObject input =
        JsonObject.of("summary", MessageText.of(words.or(List.of()), desk().invocation()));
    try (BrokerCall call = desk().open()) {
      return desk()
          .show(
              call,
              call.ask(Operations.SUMMARY, acting.name(), input),
              new MessageView(desk().screen())::described);
    }
  }
}
