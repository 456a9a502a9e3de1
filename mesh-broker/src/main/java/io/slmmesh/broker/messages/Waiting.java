package io.slmmesh.broker.messages;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Who waits for mail at this moment, and for whose. */
final class Waiting {
  private final Set<Wait> waits = ConcurrentHashMap.newKeySet();

  /** One wait of one call; over when it is closed. */
  final class Wait implements AutoCloseable {
    private final String peerId;
    private final @Nullable String partner;

    private Wait(String peerId, @Nullable String partner) {
      this.peerId = peerId;
      this.partner = partner;
    }

    private boolean isFor(String recipient, String sender) {
      return peerId.equals(recipient) && (partner == null || partner.equals(sender));
    }

    @Override
    public void close() {
      waits.remove(this);
    }
  }

  /**
   * An agent begins to wait.
   *
   * @param partner whose mail it waits for; {@code null}: anybody's
   */
  Wait begin(String peerId, @Nullable String partner) {
    var wait = new Wait(peerId, partner);
    waits.add(wait);
    return wait;
  }

  int count() {
    return waits.size();
  }

  /** Whether what {@code sender} says would end a wait of {@code recipient}. */
  boolean isFor(String recipient, String sender) {
    return waits.stream().anyMatch(wait -> wait.isFor(recipient, sender));
  }
}
