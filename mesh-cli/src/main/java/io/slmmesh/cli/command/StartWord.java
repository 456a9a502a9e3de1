package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import io.slmmesh.cli.view.Ago;
import java.io.IOException;
import java.time.Instant;
import picocli.CommandLine.Command;

/** {@code start}: a broker runs afterwards. */
@Command(
    name = "start",
    header = "Start the broker if none runs, and show the status.",
    description = "It stops by itself a minute after the last session or command.",
    footerHeading = "%nExamples:%n",
    footer = "  slm-mesh start")
final class StartWord extends Word {
  StartWord(Desk desk) {
    super(desk);
  }

  @Override
  Exit run() throws IOException, InterruptedException {
    try (BrokerCall call = desk().open()) {
      StatusView view = new StatusView(desk().screen(), new Ago(Instant.now()));
      return desk().show(call, call.ask(Operations.STATUS, JsonObject.EMPTY), view::show);
    }
  }
}
