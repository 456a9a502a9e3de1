package io.slmmesh.cli.doctor;

import io.slmmesh.api.Version;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.link.RuntimeDir;
import io.slmmesh.api.link.Versions;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import io.slmmesh.cli.call.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a broker that answers tells. */
final class Present {
  private static final String DATABASE = "database";
  private static final String HTTP = "HTTP";

  private final RuntimeDir dir;
  private final BrokerCall call;

  Present(RuntimeDir dir, BrokerCall call) {
    this.dir = dir;
    this.call = call;
  }

  List<Finding> look() throws InterruptedException {
    try {
      Reply status = call.ask(Operations.STATUS, JsonObject.EMPTY);
      return status.ok()
          ? List.of(version(), database(status.json()), http(status.json().get("port")))
          : List.of(version(), Finding.refusal(DATABASE, status.error()));
    } catch (IOException e) {
      return List.of(
          Finding.problem("broker", "does not answer: " + e.getMessage(), "slm-mesh stop"));
    }
  }

  private Finding version() {
    String theirs = call.broker().version();
    String runs = "version " + theirs + ", process " + call.broker().pid() + ", on " + dir.socket();
    if (Versions.newer(Version.VALUE, theirs)) {
      return Finding.warning(
          "broker",
          runs + "; it is older than this slm-mesh",
          "the next session replaces it, or run: slm-mesh start");
    }
    return Versions.newer(theirs, Version.VALUE)
        ? Finding.warning(
            "broker",
            runs + "; it is newer than this slm-mesh, " + Version.VALUE,
            "there is a second install; update this one")
        : Finding.ok("broker", runs);
  }

  private static Finding database(JsonObject status) {
    return Finding.ok(
        DATABASE, "readable, " + status.object("db").get("sizeBytes") + " bytes with its log");
  }

  private Finding http(@Nullable Object port) {
    String file = read();
    if (port == null) {
      return Finding.warning(
          HTTP, "not open", "it opens a moment after the start; if not, see " + dir.log());
    }
    return Objects.equals(file, port.toString())
        ? Finding.ok(HTTP, "port " + port + " on 127.0.0.1")
        : Finding.problem(
            HTTP,
            "the broker listens on port " + port + ", but " + dir.port() + " says " + file,
            "slm-mesh stop, then slm-mesh start");
  }

  private String read() {
    try {
      return Files.readString(dir.port()).strip();
    } catch (NoSuchFileException missing) {
      return "nothing";
    } catch (IOException e) {
      return "something that cannot be read";
    }
  }
}
