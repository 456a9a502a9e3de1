package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.cli.view.Ago;
import io.slmmesh.cli.view.Screen;
import io.slmmesh.cli.view.Style;
import io.slmmesh.cli.view.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Messages and receipts for people. */
record MessageView(Screen screen, Ago ago) {
  MessageView(Screen screen) {
    this(screen, new Ago(Instant.now()));
  }

  void sent(JsonObject receipt) {
    List<JsonObject> recipients = Answers.objects(receipt, "recipients");
    if (recipients.isEmpty()) {
      screen.line(Text.of("Nobody else is there; nothing was sent."));
    }
    for (JsonObject recipient : recipients) {
      screen.line(
          Text.of("Sent to "),
          Text.bold(Answers.text(recipient, "name")),
          Text.of(": " + reach(Answers.text(recipient, "reach")) + held(recipient)));
    }
  }

  private static String reach(String reach) {
    return switch (reach) {
      case "now" -> "it is told now.";
      case "next-turn" -> "it sees it with its next tool or turn.";
      case "when-asked" -> "it sees it at its next mesh call.";
      case "away" -> "it is away and sees it when it returns.";
      default -> reach;
    };
  }

  private static String held(JsonObject recipient) {
    return recipient.has("held")
        ? " It is not woken: " + Answers.text(recipient, "held") + "."
        : "";
  }

  void inbox(JsonObject page) {
    List<JsonObject> messages = Answers.objects(page, "messages");
    if (messages.isEmpty()) {
      screen.line(Text.of("No messages."));
    }
    messages.forEach(message -> received(message, Text.EMPTY));
    more(page);
  }

  void outbox(JsonObject page) {
    List<JsonObject> messages = Answers.objects(page, "messages");
    if (messages.isEmpty()) {
      screen.line(Text.of("You have sent nothing."));
    }
    messages.forEach(this::mine);
    more(page);
  }

  /** Both directions, for the agent {@code name}. */
  void history(JsonObject page, String name) {
    for (JsonObject message : Answers.objects(page, "messages")) {
      if (Answers.text(message, "fromName").equalsIgnoreCase(name)) {
        mine(message);
      } else {
        received(message, message.has("readAt") ? Text.EMPTY : Text.of(Style.YELLOW, "  unread"));
      }
    }
  }

  private void received(JsonObject message, Text mark) {
    screen.line(
        Text.dim("from "),
        Text.of(Style.CYAN, Answers.text(message, "fromName")),
        Text.dim("  " + ago.of(message.text("createdAt")) + type(message)),
        mark);
    screen.block(Answers.text(message, "payload"));
  }

  private void mine(JsonObject message) {
    screen.line(
        Text.dim("to "),
        Text.bold(Answers.text(message, "toName")),
        Text.dim("  " + ago.of(message.text("createdAt")) + type(message) + "  " + fate(message)));
    screen.block(Answers.text(message, "payload"));
  }

  private String fate(JsonObject message) {
    if (message.has("readAt")) {
      return "read " + ago.of(message.text("readAt"));
    }
    return message.has("deliveredAt")
        ? "delivered " + ago.of(message.text("deliveredAt"))
        : message.has("offeredAt")
            ? "offered " + ago.of(message.text("offeredAt"))
            : "not delivered yet";
  }

  private static String type(JsonObject message) {
    String type = Answers.text(message, "type");
    return type.equals("text") ? "" : "  " + type;
  }

  private void more(JsonObject page) {
    if (Boolean.TRUE.equals(page.get("more"))) {
      screen.line(Text.dim("There are more."));
    }
  }

  void described(JsonObject receipt) {
    List<Text> line = new ArrayList<>();
    line.add(Text.bold(Answers.text(receipt, "name")));
    String summary = Answers.text(receipt, "summary");
    line.add(Text.of(summary.isEmpty() ? " has no summary now." : ": " + summary));
    screen.line(line.toArray(Text[]::new));
  }
}
