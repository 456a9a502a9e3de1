package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import java.io.IOException;

/** {@code start}: a broker runs afterwards. */
final class StartWord extends Word {
  StartWord(Desk desk) {
    super(desk, "Start the broker if none runs, and show the status.");
    syntax()
        .says("It stops by itself a minute after the last session or command.")
        .examples("slm-mesh start");
  }

  @Override
  Exit run() throws IOException, InterruptedException {
    try (BrokerCall call = desk().open()) {
      return desk()
          .show(
              call,
              call.ask(Operations.STATUS, JsonObject.EMPTY),
              new StatusView(desk().screen())::show);
    }
  }
}
