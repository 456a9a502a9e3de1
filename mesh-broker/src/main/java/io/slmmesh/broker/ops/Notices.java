package io.slmmesh.broker.ops;

import java.util.Optional;
import java.util.function.ToIntFunction;

/** The one short line that ends a tool result while something waits for the agent. */
public final class Notices {
  private final ToIntFunction<String> unread;
  private final ToIntFunction<String> pending;

  /** Both count for an agent id: unread messages, and events of its subscription. */
  public Notices(ToIntFunction<String> unread, ToIntFunction<String> pending) {
    this.unread = unread;
    this.pending = pending;
  }

  public Optional<String> of(String peerId) {
    int messages = unread.applyAsInt(peerId);
    int events = pending.applyAsInt(peerId);
    if (messages == 0 && events == 0) {
      return Optional.empty();
    }
    if (events == 0) {
      return Optional.of(count(messages, 1000, "unread message") + ": call mesh_inbox.");
    }
    String news = count(events, 100, "new event") + ": call mesh_events {\"action\":\"read\"}.";
    return Optional.of(
        messages == 0
            ? news
            : count(messages, 1000, "unread message") + ": call mesh_inbox. " + news);
  }

  private static String count(int number, int most, String what) {
    return (number >= most ? most + " or more " : number + " ") + what + (number == 1 ? "" : "s");
  }
}
