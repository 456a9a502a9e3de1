package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.cli.view.Ago;
import io.slmmesh.cli.view.Screen;
import io.slmmesh.cli.view.Style;
import io.slmmesh.cli.view.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The status for people. */
record StatusView(Screen screen, Ago ago) {
  private static final int LABEL = 11;
  private static final long KIBI = 1024;

  StatusView(Screen screen) {
    this(screen, new Ago(Instant.now()));
  }

  void show(JsonObject status) {
    field(
        "broker",
        Text.of(Style.GREEN, "runs"),
        Text.of(
            ", version "
                + status.text("version")
                + ", process "
                + status.get("pid")
                + ", for "
                + Ago.length(Duration.ofSeconds(Answers.number(status, "uptime")))));
    field("agents", Text.of(agents(status.object("peers"))));
    JsonObject messages = status.object("messages");
    field(
        "messages",
        Text.of(
            messages.get("total")
                + " kept, "
                + messages.get("undelivered")
                + " not delivered yet"));
    field("locks", Text.of(status.object("locks").get("active") + " held"));
    field("state", Text.of(plural(Answers.number(status.object("state"), "total"), "value")));
    field("events", Text.of(status.object("events").get("total") + " kept"));
    field("database", Text.of(size(Answers.number(status.object("db"), "sizeBytes"))));
    field("HTTP", Text.of(http(status)));
    lastStop(status.object("lastStop"));
  }

  private static String agents(JsonObject peers) {
    List<String> parts = new ArrayList<>();
    parts.add(peers.get("active") + " active");
    if (Answers.number(peers, "stale") > 0) {
      parts.add(peers.get("stale") + " stale");
    }
    long expected =
        Answers.number(peers, "total")
            - Answers.number(peers, "active")
            - Answers.number(peers, "stale");
    if (expected > 0) {
      parts.add(expected + " expected back");
    }
    return String.join(", ", parts);
  }

  /** It opens after the sessions' socket, so that no session waits for it. */
  private static String http(JsonObject status) {
    if (status.has("port")) {
      return "http://127.0.0.1:" + status.get("port") + ", token: slm-mesh token path";
    }
    return status.get("uptime") instanceof Number seconds && seconds.longValue() < 2
        ? "opens in a moment"
        : "not open";
  }

  private void lastStop(JsonObject stop) {
    String reason = stop.text("reason");
    if (reason != null) {
      String when = stop.has("at") ? ", " + ago.of(stop.text("at")) : "";
      field("before", Text.of("the last broker: " + reason + when));
    }
  }

  private void field(String label, Text... value) {
    Text[] line = new Text[value.length + 1];
    line[0] = Text.dim(label + " ".repeat(LABEL - label.length()));
    System.arraycopy(value, 0, line, 1, value.length);
    screen.line(line);
  }

  private static String plural(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private static String size(long bytes) {
    return bytes < KIBI * KIBI ? bytes / KIBI + " KiB" : bytes / KIBI / KIBI + " MiB";
  }
}
