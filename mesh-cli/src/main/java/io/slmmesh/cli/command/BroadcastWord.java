package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.message.SendMessage;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code broadcast}: a message to all who are there. */
@Command(
    name = "broadcast",
    header = "Send a message to all other agents that are there.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  slm-mesh broadcast main is broken, do not pull",
      "  slm-mesh broadcast --scope repo rebasing now"
    })
final class BroadcastWord extends Word {
  @Mixin private final Acting acting = new Acting();

  @Parameters(
      paramLabel = "MESSAGE",
      arity = "1..*",
      description = "The text; - reads it from stdin.")
  private List<String> words = List.of();

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      description = "machine, directory or repo: those who work where you are.")
  private String scope = "machine";

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "text, json, command or alert; a label for the receiver.")
  private String type = "text";

  BroadcastWord(Desk desk) {
    super(desk);
  }

  @Override
  Exit run() throws IOException, InterruptedException {
    JsonObject input =
        JsonObject.of(
            "to",
            SendMessage.ALL,
            "message",
            MessageText.of(words, desk().invocation()),
            "type",
            type,
            "scope",
            scope);
    try (BrokerCall call = desk().open()) {
      return desk()
          .show(
              call,
              call.ask(Operations.SEND, acting.name(desk().invocation()), input),
              new MessageView(desk().screen())::sent);
    }
  }
}
