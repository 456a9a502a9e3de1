package io.slmmesh.broker.reach;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.message.Message;
import io.slmmesh.broker.messages.Envelope;
import io.slmmesh.broker.messages.OfferReceipt;
import io.slmmesh.broker.reach.Ways.Writer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A host that takes messages for its session over a Unix socket, and how it wants them. Observed
 * with the versions in {@code docs/clients.md}; the frame is documented by none of them.
 */
public enum HostInbox {
  CLAUDE_CODE("claude-code", "CLAUDE_CODE_MESSAGING_SOCKET", "msg_id"),

  /** Drops a frame without its own name for the id, and says nothing. */
  QWEN("qwen", "QWEN_CODE_MESSAGING_SOCKET", "msgId"),

  /** By the plugin of the mesh. */
  OPENCODE("opencode", "OPENCODE_SLM_MESH_SOCKET", "msg_id");

  /** What is longer is read by the tool. */
  private static final int LONGEST = 8_000;

  private final String client;
  private final String variable;
  private final String idMember;

  HostInbox(String client, String variable, String idMember) {
    this.client = client;
    this.variable = variable;
    this.idMember = idMember;
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

  /** The host behind this inbox, for a session whose bridge writes there. */
  Host by(Writer bridge) {
    return new Host() {
      @Override
      public boolean isFree() {
        return true;
      }

      @Override
      public void offer(List<Message> messages, boolean shownByHooks) {
        for (Message message : messages) {
          String receipt = new OfferReceipt(message.toPeer(), message.id()).encode();
          bridge.write(receipt, line(message, shownByHooks));
        }
      }

      @Override
      public void delivered(String recipient) {}
    };
  }

  /**
   * The line that the host is given: between the running tool and the next one, or as a turn.
   *
   * @param shownByHooks whether the client's hooks will show the text anyhow
   */
  private JsonObject line(Message message, boolean shownByHooks) {
    return JsonObject.of(
        "msgV",
        1,
        idMember,
        message.id(),
        "type",
        "user",
        "message",
        JsonObject.of("role", "user", "content", text(message, shownByHooks)),
        "priority",
        "next");
  }

  private static String text(Message message, boolean shownByHooks) {
    if (!shownByHooks && message.payload().length() <= LONGEST) {
      return Envelope.of(message) + "\nCall mesh_inbox to mark it as read.";
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
