package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import java.io.IOException;

/** {@code peers}: who is there. */
final class PeersWord extends Word {
  static final String SCOPES =
      "machine (without it), directory or repo: those who work where you are.";

  private final Given<String> scope;

  PeersWord(Desk desk) {
    super(desk, "Who is there, with client, place and what they work on.");
    syntax()
        .examples(
            "slm-mesh peers",
            "slm-mesh peers --scope repo",
            "slm-mesh peers --json | jq -r '.peers[].name'");
    scope = syntax().option("--scope", "SCOPE", String.class, SCOPES);
  }

  @Override
  Exit run() throws IOException, InterruptedException {
    try (BrokerCall call = desk().open()) {
      return desk()
          .show(
              call,
              call.ask(Operations.PEERS, JsonObject.of("scope", scope.orNull())),
              new PeersView(desk().screen())::show);
    }
  }
}
