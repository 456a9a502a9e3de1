package io.slmmesh.broker.reach;

import io.slmmesh.api.event.MeshEvent.MessageDelivered;
import io.slmmesh.api.event.MeshEvent.MessageSent;
import io.slmmesh.api.event.Published;
import io.slmmesh.broker.life.Clockwork;
import io.slmmesh.broker.messages.Messages;
import io.slmmesh.broker.messages.OfferReceipt;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands new messages to the hosts that take them, each message once a connection. */
public final class Pusher {
  private static final Logger LOG = LoggerFactory.getLogger(Pusher.class);

  /** Hosts queue some dozens of messages; the rest waits until these were taken. */
  private static final int MOST_AT_ONCE = 20;

  private final Ways ways;
  private final Messages messages;
  private final Clockwork clockwork;

  public Pusher(Ways ways, Messages messages, Clockwork clockwork) {
    this.clockwork = clockwork;
    this.ways = ways;
    this.messages = messages;
  }

  /** Looks through what was committed; does not block. */
  public void committed(List<Published> events) {
    for (Published published : events) {
      if (published.event() instanceof MessageSent sent && ways.inbox(sent.toPeer()).isPresent()) {
        offerSoon(sent.toPeer());
      } else if (published.event() instanceof MessageDelivered delivered) {
        String recipient = delivered.toPeer();
        ways.inbox(recipient).ifPresent(way -> way.delivered(recipient));
      }
    }
  }

  /** A way has opened: what came before it is offered now. */
  public void opened(String peerId, Ways.Way way) {
    ways.opened(peerId, way);
    offerSoon(peerId);
  }

  /** The connection has ended. */
  public void closed(String peerId, Ways.Way way) {
    ways.closed(peerId, way);
  }

  void later(Duration delay, Runnable task) {
    Runnable _ = clockwork.in(delay, task);
  }

  void offerSoon(String peerId) {
    Thread _ = Thread.startVirtualThread(() -> offer(peerId));
  }

  private void offer(String peerId) {
    try {
      ways.inbox(peerId)
          .ifPresent(
              way -> way.offer(messages.toOffer(peerId, MOST_AT_ONCE), ways.isHooked(peerId)));
    } catch (RuntimeException e) {
      LOG.warn("could not offer messages to {}: {}", peerId, e.getMessage());
    }
  }

  /** The host's inbox has taken the message: there is room for those behind it. */
  public void taken(OfferReceipt receipt) {
    messages.offered(receipt);
    offerSoon(receipt.peerId());
  }

  /** The host takes nothing. */
  public void refused(OfferReceipt receipt) {
    LOG.info("the host of {} takes no messages", receipt.peerId());
    ways.refused(receipt.peerId());
  }
}
