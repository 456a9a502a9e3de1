package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import io.slmmesh.cli.view.Ago;
import java.io.IOException;
import java.time.Instant;
import picocli.CommandLine.Command;

/** {@code status}: how the mesh is doing; starts nothing. */
@Command(
    name = "status",
    header = "How the mesh is doing. Starts nothing.",
    description = "Ends with 3 when no broker runs.",
    footerHeading = "%nExamples:%n",
    footer = {"  slm-mesh status", "  slm-mesh status --json | jq .peers.active"})
final class StatusWord extends Word {
  StatusWord(Desk desk) {
    super(desk);
  }

  @Override
  Exit run() throws Failure, IOException, InterruptedException {
    try (BrokerCall call = desk().find()) {
      if (call == null) {
        throw Failure.unreachable(
            "no broker is running; an agent session starts one, or: slm-mesh start");
      }
      StatusView view = new StatusView(desk().screen(), new Ago(Instant.now()));
      return desk().show(call, call.ask(Operations.STATUS, JsonObject.EMPTY), view::show);
    }
  }
}
