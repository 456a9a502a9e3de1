package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import java.io.IOException;

/** {@code status}: how the mesh is doing; starts nothing. */
final class StatusWord extends Word {
  StatusWord(Desk desk) {
    super(desk, "How the mesh is doing. Starts nothing.");
    syntax()
        .says("Ends with 3 when no broker runs.")
        .examples("slm-mesh status", "slm-mesh status --json | jq .peers.active");
  }

  @Override
  Exit run() throws Failure, IOException, InterruptedException {
    try (BrokerCall call = desk().find()) {
      if (call == null) {
        throw Failure.unreachable(
            "no broker is running; an agent session starts one, or: slm-mesh start");
      }
      return desk()
          .show(
              call,
              call.ask(Operations.STATUS, JsonObject.EMPTY),
              new StatusView(desk().screen())::show);
    }
  }
}
