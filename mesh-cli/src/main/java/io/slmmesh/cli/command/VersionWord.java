package io.slmmesh.cli.command;

import io.slmmesh.api.Version;
import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.cli.view.Text;
import picocli.CommandLine.Command;

/** {@code version}. */
@Command(name = "version", description = "The version of slm-mesh.")
final class VersionWord extends Word {
  VersionWord(Desk desk) {
    super(desk);
  }

  @Override
  Exit run() {
    if (desk().json()) {
      desk().screen().json(Json.text(JsonObject.of("ok", true, "version", Version.VALUE)));
    } else {
      desk().screen().line(Text.of(Version.VALUE));
    }
    return Exit.OK;
  }
}
