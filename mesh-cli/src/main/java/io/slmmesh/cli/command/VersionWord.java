package io.slmmesh.cli.command;

import io.slmmesh.api.Version;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.cli.view.Text;

/** {@code version}. */
final class VersionWord extends Word {
  VersionWord(Desk desk) {
    super(desk, "The version of slm-mesh.");
    syntax().examples("slm-mesh version --json");
  }

  @Override
  Exit run() {
    desk()
        .tell(
            JsonObject.of("ok", true, "version", Version.VALUE),
            _ -> desk().screen().line(Text.of(Version.VALUE)));
    return Exit.OK;
  }
}
