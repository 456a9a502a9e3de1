package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code send}: a message to one agent. */
@Command(
    name = "send",
    header = "Send a message to an agent.",
    description = "It is stored when this ends; the answer says how soon it can be seen.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  slm-mesh send kipu build is green",
      "  git diff | slm-mesh send kipu - --as ci",
      "  slm-mesh send kipu --type json '{\"job\":7}'"
    })
final class SendWord extends Word {
  @Mixin private final Acting acting = new Acting();

  @Parameters(paramLabel = "TO", description = "Name or id of an agent, or all.")
  private String to = "";

  @Parameters(
      paramLabel = "MESSAGE",
      index = "1..*",
      arity = "1..*",
      description = "The text; - reads it from stdin.")
  private List<String> words = List.of();

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "text, json, command or alert; a label for the receiver.")
  private String type = "text";

  SendWord(Desk desk) {
    super(desk);
  }

  @Override
  Exit run() throws IOException, InterruptedException {
    JsonObject input =
        JsonObject.of(
            "to", to, "message", MessageText.of(words, desk().invocation()), "type", type);
    try (BrokerCall call = desk().open()) {
      return desk()
          .show(
              call,
              call.ask(Operations.SEND, acting.name(desk().invocation()), input),
              new MessageView(desk().screen())::sent);
    }
  }
}
