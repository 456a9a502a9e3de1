package io.slmmesh.broker.reach;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.message.Message;
import io.slmmesh.broker.messages.Envelope;
import io.slmmesh.broker.messages.Letter;
import java.util.Map;
import java.util.Optional;

/**
 * A host that takes messages for its session over a Unix socket, and how it wants them. Observed
 * with the versions in {@code docs/clients.md}; the frame is documented by none of them.
 */
public enum HostInbox {
  CLAUDE_CODE("claude-code", "CLAUDE_CODE_MESSAGING_SOCKET"),
  QWEN("qwen", "QWEN_CODE_MESSAGING_SOCKET");

  /** What is longer is read by the tool. */
  private static final int LONGEST = 8_000;

  private final String client;
  private final String variable;

  HostInbox(String client, String variable) {
    this.client = client;
    this.variable = variable;
  }

  /**
   * The inbox of a session. An inherited variable of another client is not taken for its own.
   *
   * @param client that introduced itself
   * @param environment of its bridge
   */
  public static Optional<HostInbox> of(String client, Map<String, String> environment) {
    for (HostInbox inbox : values()) {
      if (inbox.client.equals(client) && !environment.getOrDefault(inbox.variable, "").isEmpty()) {
        return Optional.of(inbox);
      }
    }
    return Optional.empty();
  }

  /**
   * The line that the host is given: between the running tool and the next one, or as a turn.
   *
   * @param shownByHooks whether the client's hooks will show the text anyhow
   */
  JsonObject line(Letter letter, boolean shownByHooks) {
    return JsonObject.of(
        "msgV",
        1,
        "msg_id",
        letter.message().id(),
        "type",
        "user",
        "message",
        JsonObject.of("role", "user", "content", text(letter, shownByHooks)),
        "priority",
        "next");
  }

  private static String text(Letter letter, boolean shownByHooks) {
    Message message = letter.message();
    if (!shownByHooks && message.payload().length() <= LONGEST) {
      return Envelope.of(letter) + "\nCall mesh_inbox to mark it as read.";
    }
    return "[slm-mesh] "
        + message.fromName()
        + ", another agent on this machine, sent a message of "
        + message.payload().length()
        + " characters (id "
        + message.id()
        + "). "
        + (shownByHooks ? "If you are not shown it here, read" : "Read")
        + " it with mesh_inbox.";
  }
}
