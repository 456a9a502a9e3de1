package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import io.slmmesh.cli.view.Ago;
import io.slmmesh.cli.view.Style;
import io.slmmesh.cli.view.Text;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Events for people: agents by their names. */
final class EventView {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final int NUMBER = 6;
  private static final int SHORT_ID = 8;

  private final Desk desk;
  private final BrokerCall call;
  private final Map<String, String> names = new HashMap<>();

  private EventView(Desk desk, BrokerCall call) {
    this.desk = desk;
    this.call = call;
  }

  static EventView of(Desk desk, BrokerCall call) {
    return new EventView(desk, call);
  }

  void page(JsonObject page) {
    List<JsonObject> events = Answers.objects(page, "events");
    if (events.isEmpty()) {
      desk.screen().line(Text.of("No such events."));
    }
    if (page.has("compactedBefore")) {
      desk.gap(page);
    }
    events.forEach(this::line);
    if (Answers.isTrue(page, "more")) {
      desk.screen().line(Text.dim("There are more: --since " + page.get("lastSeq")));
    }
  }

  void line(JsonObject event) {
    String number = String.valueOf(event.get("seq"));
    desk.screen()
        .line(
            Text.dim(" ".repeat(Math.max(0, NUMBER - number.length())) + number),
            Text.dim("  " + when(Answers.text(event, "createdAt")) + "  "),
            Text.of(Style.CYAN, Answers.text(event, "type")),
            Text.of("  " + what(event)));
  }

  private static String when(String time) {
    Instant at = Instant.parse(time);
    Ago ago = new Ago(Instant.now());
    return at.plusSeconds(10).isAfter(ago.now())
        ? CLOCK.format(at.atZone(ZoneId.systemDefault()))
        : ago.of(time);
  }

  private String what(JsonObject event) {
    JsonObject payload = event.object("payload");
    String who = Answers.text(payload, "name");
    return switch (Answers.text(event, "type")) {
      case "peer_joined" ->
          who + " (" + Answers.text(payload, "agentType") + ") in " + place(payload);
      case "peer_left" -> who + ": " + Answers.text(payload, "why");
      case "peer_summary" -> who;
      case "state_changed" -> state(payload);
      case "file_locked" ->
          Answers.text(payload, "filePath") + " by " + Answers.text(payload, "lockedBy");
      case "file_unlocked" ->
          Answers.text(payload, "filePath")
              + " by "
              + Answers.text(payload, "lockedBy")
              + ": "
              + Answers.text(payload, "why");
      case "edit_collision" ->
          Answers.text(payload, "filePath")
              + " by "
              + Answers.text(payload, "editedBy")
              + " and "
              + Answers.text(payload, "alsoEditedBy");
      case "message_sent", "message_delivered" ->
          name(payload, "fromPeer") + " to " + name(payload, "toPeer");
      default -> "";
    };
  }

  private static String place(JsonObject payload) {
    return Answers.text(payload, "projectPath");
  }

  private static String state(JsonObject payload) {
    String key = Answers.text(payload, "key") + " in " + Answers.text(payload, "namespace");
    long version = Answers.number(payload, "version");
    return version == 0 ? key + " deleted" : key + " has version " + version;
  }

  /** Who left long ago is known by the id only. */
  private String name(JsonObject payload, String member) {
    String id = Answers.text(payload, member);
    if (!names.containsKey(id)) {
      learn();
      names.putIfAbsent(id, id.substring(Math.max(0, id.length() - SHORT_ID)));
    }
    return names.get(id);
  }

  private void learn() {
    try {
      JsonObject input = JsonObject.of("scope", "machine", "includeSelf", true);
      for (JsonObject peer : Answers.objects(call.ask(Operations.PEERS, input).json(), "peers")) {
        names.put(Answers.text(peer, "id"), Answers.text(peer, "name"));
      }
    } catch (IOException unknown) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
