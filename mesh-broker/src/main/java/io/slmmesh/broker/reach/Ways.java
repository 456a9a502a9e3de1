package io.slmmesh.broker.reach;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.message.Message;
import io.slmmesh.api.message.Reach;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which agents can be told of a message without being asked, and how. In memory. */
public final class Ways {
  /** Takes a line for a host's inbox; the receipt comes back when the line was written there. */
  @FunctionalInterface
  public interface Writer {
    void write(String receipt, JsonObject line);
  }

  /** What takes messages for one session, over one connection of its bridge. */
  public static final class Way {
    private final Host host;
    private final Set<String> offered = new HashSet<>();

    Way(Host host) {
      this.host = host;
    }

    /** Offers these messages, in their order, unless this way has carried them before. */
    synchronized void offer(List<Message> messages, boolean shownByHooks) {
      if (host.isFree()) {
        List<Message> fresh =
            messages.stream().filter(message -> offered.add(message.id())).toList();
        if (!fresh.isEmpty()) {
          host.offer(fresh, shownByHooks);
        }
      }
    }

    void delivered(String recipient) {
      host.delivered(recipient);
    }
  }

  private final Map<String, Way> inboxes = new ConcurrentHashMap<>();
  private final Set<String> hooked = ConcurrentHashMap.newKeySet();

  /** The agent's host takes messages. */
  public void opened(String peerId, Way way) {
    inboxes.put(peerId, way);
  }

  /** The connection has ended. */
  public void closed(String peerId, Way way) {
    inboxes.remove(peerId, way);
  }

  /** The host takes nothing: from now on the truth is that its agent must ask. */
  void refused(String peerId) {
    inboxes.remove(peerId);
  }

  /** The agent's client runs hooks that show it messages. */
  public void hooked(String peerId) {
    hooked.add(peerId);
  }

  /** The agent has left. */
  public void left(String peerId) {
    hooked.remove(peerId);
    inboxes.remove(peerId);
  }

  boolean isHooked(String peerId) {
    return hooked.contains(peerId);
  }

  Optional<Way> inbox(String peerId) {
    return Optional.ofNullable(inboxes.get(peerId));
  }

  /** How soon the agent sees a message that it does not ask for; empty: not before it asks. */
  public Optional<Reach> reach(String peerId) {
    if (inboxes.containsKey(peerId)) {
      return Optional.of(Reach.NOW);
    }
    return hooked.contains(peerId) ? Optional.of(Reach.NEXT_TURN) : Optional.empty();
  }
}
