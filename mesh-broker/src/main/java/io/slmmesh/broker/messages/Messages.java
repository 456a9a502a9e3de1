package io.slmmesh.broker.messages;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.event.MeshEvent.MessageDelivered;
import io.slmmesh.api.event.MeshEvent.MessageSent;
import io.slmmesh.api.event.Published;
import io.slmmesh.api.message.InboxPage;
import io.slmmesh.api.message.Message;
import io.slmmesh.api.message.Reach;
import io.slmmesh.api.message.ReadInbox;
import io.slmmesh.api.message.SendMessage;
import io.slmmesh.api.message.SendReceipt;
import io.slmmesh.api.message.SendReceipt.Recipient;
import io.slmmesh.api.operation.Call;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.api.peer.PeerStatus;
import io.slmmesh.broker.bus.EventBus;
import io.slmmesh.broker.bus.Subscription;
import io.slmmesh.broker.clock.MeshClock;
import io.slmmesh.broker.messages.MessageTable.Placed;
import io.slmmesh.broker.peers.Peers;
import io.slmmesh.broker.peers.Peers.Named;
import io.slmmesh.broker.store.Sql;
import io.slmmesh.broker.store.Store;
import io.slmmesh.broker.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Sending, the inbox, and what is known of each message's way. */
public final class Messages {
  /**
   * The most unread messages an agent can have; then senders are refused, and nothing is dropped.
   */
  static final int MAILBOX = 100_000;

  /** An answer holds at most this many characters of payloads, so that it fits every client. */
  private static final int PAGE_CHARACTERS = 256 << 10;

  private static final int MOST_COUNTED = 1000;

  private final Store store;
  private final Peers peers;
  private final EventBus bus;
  private final MeshClock clock;
  private final HandedOut handedOut = new HandedOut();
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();

  public Messages(Store store, Peers peers, EventBus bus, MeshClock clock) {
    this.store = store;
    this.peers = peers;
    this.bus = bus;
    this.clock = clock;
  }

  /** {@code mesh_send}: stored durably when it returns. */
  public SendReceipt send(Call call, SendMessage message) {
    return store.once(
        call.key(),
        SendReceipt.class,
        tx -> {
          List<Named> to = recipients(tx.sql(), call.caller(), message);
          List<Recipient> recipients =
              to.stream().map(peer -> deposit(tx, call.caller(), peer, message)).toList();
          String onlyId =
              message.toAll() || recipients.isEmpty() ? null : recipients.getFirst().messageId();
          return new SendReceipt(onlyId, recipients, tx.now());
        });
  }

  private List<Named> recipients(Sql sql, Caller caller, SendMessage message) {
    if (message.toAll()) {
      return peers.others(sql, caller, message.scope());
    }
    Named to = peers.find(sql, message.to());
    if (to.id().equals(caller.id())) {
      throw MeshException.invalid(
          "to", "is yourself (" + caller.name() + "); mesh_peers lists the others");
    }
    return List.of(to);
  }

  private Recipient deposit(Tx tx, Caller from, Named to, SendMessage message) {
    if (MessageTable.countUnread(tx.sql(), to.id(), MAILBOX) >= MAILBOX) {
      throw new MeshException(
          ErrorCode.TOO_LARGE,
          "the mailbox of "
              + to.name()
              + " is full ("
              + MAILBOX
              + " unread messages); nothing was sent");
    }
    String id = tx.newId();
    var type = message.type();
    MessageTable.insert(tx.sql(), id, from.id(), to.id(), type, message.message(), tx.now());
    tx.publish(new MessageSent(id, from.id(), to.id(), type), from.id());
    return new Recipient(id, to.id(), to.name(), reach(to.id()));
  }

  private Reach reach(String peerId) {
    PeerStatus status = peers.status(peerId);
    if (status == PeerStatus.AWAY) {
      return Reach.AWAY;
    }
    return waiting.contains(peerId) ? Reach.NOW : Reach.WHEN_ASKED;
  }

  /** {@code mesh_inbox}. Waits, if asked to, until there is something. */
  public InboxPage inbox(Call call, ReadInbox request) throws InterruptedException {
    String me = call.caller().id();
    String from = request.from();
    String partner = from == null ? null : store.read(sql -> peers.find(sql, from)).id();
    if (request.sent()) {
      return page(
          store.read(sql -> MessageTable.sent(sql, me, partner, request.limit())), request.limit());
    }
    if (request.filter() == ReadInbox.Filter.ALL) {
      return handOut(
          call,
          request,
          store.read(sql -> MessageTable.received(sql, me, partner, request.limit())));
    }
    List<Placed> found = unread(call, request, partner);
    call.checkStillWanted();
    return handOut(call, request, found);
  }

  private List<Placed> unread(Call call, ReadInbox request, @Nullable String partner)
      throws InterruptedException {
    String me = call.caller().id();
    List<Placed> found = unread(me, partner, request.limit());
    Duration wait = call.remaining(request.waitSeconds());
    if (!found.isEmpty() || wait.isZero()) {
      return found;
    }
    waiting.add(me);
    try (Subscription arrivals = bus.subscribe(event -> isMailFor(me, partner, event))) {
      long deadline = clock.ticksIn(wait);
      do {
        found = unread(me, partner, request.limit());
      } while (found.isEmpty() && arrivals.await(clock.until(deadline)));
      return found;
    } finally {
      waiting.remove(me);
    }
  }

  private static boolean isMailFor(String me, @Nullable String partner, Published published) {
    return published.event() instanceof MessageSent sent
        && sent.toPeer().equals(me)
        && (partner == null || sent.fromPeer().equals(partner));
  }

  /** One more than {@code limit} is read, to know whether there are more. */
  private List<Placed> unread(String me, @Nullable String partner, int limit) {
    Set<Long> out = handedOut.of(me);
    return store.read(sql -> MessageTable.unread(sql, me, partner, limit + 1 + out.size())).stream()
        .filter(placed -> !out.contains(placed.seq()))
        .toList();
  }

  /** The answer, with the promise to mark its messages once it was written to the agent. */
  private InboxPage handOut(Call call, ReadInbox request, List<Placed> found) {
    InboxPage page = page(found, request.limit());
    String me = call.caller().id();
    List<Long> seqs = found.stream().limit(page.messages().size()).map(Placed::seq).toList();
    boolean peek = request.peek();
    List<Long> claimed = peek ? seqs : handedOut.claim(me, seqs);
    if (!claimed.isEmpty()) {
      Runnable giveBack = peek ? () -> {} : () -> handedOut.remove(me, claimed);
      call.receipts().add(new MailReceipt(me, peek, claimed).encode(), giveBack);
    }
    return request.filter() == ReadInbox.Filter.ALL ? page : only(page, seqs, claimed);
  }

  /** The page without what another answer claimed in the same moment. */
  private static InboxPage only(InboxPage page, List<Long> seqs, List<Long> claimed) {
    if (claimed.size() == seqs.size()) {
      return page;
    }
    var mine = new ArrayList<Message>();
    for (int i = 0; i < seqs.size(); i++) {
      if (claimed.contains(seqs.get(i))) {
        mine.add(page.messages().get(i));
      }
    }
    return new InboxPage(mine, page.more());
  }

  private static InboxPage page(List<Placed> found, int limit) {
    var messages = new ArrayList<Message>();
    int characters = 0;
    for (Placed placed : found) {
      characters += placed.message().payload().length();
      if (messages.size() == limit || (characters > PAGE_CHARACTERS && !messages.isEmpty())) {
        break;
      }
      messages.add(placed.message());
    }
    return new InboxPage(messages, messages.size() < found.size());
  }

  /** The answer that carried these messages was written to the agent. */
  public void written(MailReceipt receipt) {
    store.write(tx -> {
      receipt.seqs().forEach(seq -> markWritten(tx, receipt, seq));
      return receipt;
    });
    handedOut.remove(receipt.peerId(), receipt.seqs());
  }

  private static void markWritten(Tx tx, MailReceipt receipt, long seq) {
    String me = receipt.peerId();
    MessageTable.deliver(tx.sql(), me, seq, tx.now())
        .ifPresent(
            message -> tx.publish(new MessageDelivered(message.id(), message.from(), me), me));
    if (!receipt.peek()) {
      MessageTable.read(tx.sql(), me, seq, tx.now());
    }
  }

  /** A connection of the agent has ended; what was on its way over it is unread again. */
  public void connectionEnded(String peerId) {
    handedOut.forget(peerId);
  }

  /** How many messages the agent has not been handed; at most 1000. */
  public int unread(String peerId) {
    int onTheirWay = handedOut.of(peerId).size();
    return Math.max(
        0,
        store.read(sql -> MessageTable.countUnread(sql, peerId, MOST_COUNTED + onTheirWay))
            - onTheirWay);
  }

  public long count(Sql sql) {
    return MessageTable.count(sql);
  }

  /** Forgets messages that were read long ago. Unread ones are kept. */
  public void forgetReadBefore(Instant time) {
    store.write(tx -> {
      MessageTable.forgetReadBefore(tx.sql(), time);
      return time;
    });
  }
}
