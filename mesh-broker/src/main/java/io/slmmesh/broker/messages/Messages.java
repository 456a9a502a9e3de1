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
import io.slmmesh.api.status.MeshStatus;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sending, the inbox, and what is known of each message's way. */
public final class Messages {
  /**
   * The most unread messages an agent can have; then senders are refused, and nothing is dropped.
   */
  static final int MAILBOX = 100_000;

  /** An answer holds at most this many characters of payloads, so that it fits every client. */
  private static final int PAGE_CHARACTERS = 256 << 10;

  /** So many can come into one commit; nearer to the limit than this, the rows are counted. */
  private static final int MARGIN = 1000;

  private static final int MOST_COUNTED = 1000;
  private static final int MOST_SHOWN = 20;

  private final Store store;
  private final Peers peers;
  private final EventBus bus;
  private final MeshClock clock;
  private final Function<String, Optional<Reach>> unasked;
  private final UnreadCounts unread;
  private final Totals totals = new Totals();
  private final HandedOut handedOut = new HandedOut();
  private final Waiting waiting = new Waiting();

  /**
   * @param unasked how soon an agent sees a message that it does not ask for; empty: not at all
   */
  public Messages(
      Store store,
      Peers peers,
      EventBus bus,
      MeshClock clock,
      Function<String, Optional<Reach>> unasked) {
    this.store = store;
    this.peers = peers;
    this.bus = bus;
    this.clock = clock;
    this.unasked = unasked;
    this.unread = new UnreadCounts(store.read(MessageTable::countUnread));
    store.onCommit(totals::committed);
  }

  /** {@code mesh_send}: stored durably when it returns. */
  public SendReceipt send(Call call, SendMessage message) {
    return store.once(
        call.key(),
        SendReceipt.class,
        tx -> {
          List<Named> to = recipients(tx.sql(), call.agent(), message);
          List<Recipient> recipients =
              to.stream().map(peer -> deposit(tx, call.agent(), peer, message)).toList();
          List<String> ids = recipients.stream().map(Recipient::messageId).toList();
          return message.toAll()
              ? new SendReceipt(null, ids, recipients, tx.now())
              : new SendReceipt(ids.getFirst(), null, recipients, tx.now());
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
    if (isFull(tx.sql(), to.id())) {
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
    var chain = LoopGuard.chain(tx.sql(), from, to.id(), message.message(), tx.now());
    if (chain.waiting() != null) {
      return new Recipient(
          chain.waiting(), to.id(), to.name(), reach(from.id(), to.id(), chain), chain.held());
    }
    MessageTable.insert(tx.sql(), id, from.id(), to.id(), type, message.message(), chain, tx.now());
    tx.publish(new MessageSent(id, from.id(), to.id(), type), from.id());
    tx.afterCommit(() -> unread.add(to.id(), 1));
    return new Recipient(id, to.id(), to.name(), reach(from.id(), to.id(), chain), chain.held());
  }

  private boolean isFull(Sql sql, String peerId) {
    return unread.of(peerId) >= MAILBOX - MARGIN
        && MessageTable.countUnread(sql, peerId, MAILBOX) >= MAILBOX;
  }

  private Reach reach(String from, String to, LoopGuard.Chain chain) {
    if (peers.status(to) == PeerStatus.AWAY) {
      return Reach.AWAY;
    }
    if (waiting.isFor(to, from)) {
      return Reach.NOW;
    }
    return chain.held() == null ? unasked.apply(to).orElse(Reach.WHEN_ASKED) : Reach.WHEN_ASKED;
  }

  /**
   * The oldest unread messages that fit into {@code characters}, for a hook that shows them to the
   * model; they are read once the hook's answer was written.
   *
   * @param wakes whether showing them makes an agent work that would rest otherwise; then those
   *     that are held stay where they are
   */
  public Shown show(Call call, int characters, boolean wakes) {
    if (unread(call.caller().id()) == 0) {
      return new Shown(List.of(), false);
    }
    List<Placed> found = unread(call.caller().id(), null, !wakes, MOST_SHOWN);
    int fitting = fitting(found, characters);
    Fitting shown = new Fitting(found.subList(0, fitting), fitting < found.size());
    List<Placed> handedOut = handOut(call, false, shown);
    return new Shown(handedOut.stream().map(Placed::message).toList(), shown.more());
  }

  /**
   * What is shown to a model that did not ask.
   *
   * @param more whether more is unread
   */
  public record Shown(List<Message> messages, boolean more) {}

  /** The oldest messages that the agent does not know of and does not wait for. */
  public List<Message> toOffer(String peerId, int limit) {
    Set<Long> out = handedOut.of(peerId);
    return store.read(sql -> MessageTable.toOffer(sql, peerId, limit)).stream()
        .filter(placed -> !out.contains(placed.seq()))
        .filter(placed -> !waiting.isFor(peerId, placed.message().fromPeer()))
        .map(Placed::message)
        .toList();
  }

  /** The inbox of the recipient's host has taken the message; whether it was seen is not known. */
  public void offered(OfferReceipt receipt) {
    store.write(tx -> {
      MessageTable.offer(tx.sql(), receipt.peerId(), receipt.messageId(), tx.now());
      return receipt;
    });
  }

  /** {@code mesh_inbox}. Waits, if asked to, until there is something. */
  public InboxPage inbox(Call call, ReadInbox request) throws InterruptedException {
    String me = call.agent().id();
    String from = request.from();
    String partner = from == null ? null : store.read(sql -> peers.find(sql, from)).id();
    if (request.sent()) {
      return newest(store.read(sql -> MessageTable.sent(sql, me, partner, request.limit()))).page();
    }
    if (request.filter() == ReadInbox.Filter.ALL) {
      Fitting all =
          newest(store.read(sql -> MessageTable.received(sql, me, partner, request.limit())));
      handOut(call, request.peek(), all);
      return all.page();
    }
    Fitting unread = oldest(unread(call, request, partner), request.limit());
    call.checkStillWanted();
    return new Fitting(handOut(call, request.peek(), unread), unread.more()).page();
  }

  private List<Placed> unread(Call call, ReadInbox request, @Nullable String partner)
      throws InterruptedException {
    String me = call.caller().id();
    List<Placed> found = unread(me, partner, true, request.limit());
    Duration wait = call.remaining(request.waitSeconds());
    if (!found.isEmpty() || wait.isZero()) {
      return found;
    }
    try (Waiting.Wait _ = waiting.begin(me, partner);
        Subscription arrivals = bus.subscribe(event -> isMailFor(me, partner, event))) {
      long deadline = clock.ticksIn(wait);
      do {
        found = unread(me, partner, true, request.limit());
      } while (found.isEmpty() && arrivals.await(clock.until(deadline)));
      return found;
    }
  }

  private static boolean isMailFor(String me, @Nullable String partner, Published published) {
    return published.event() instanceof MessageSent sent
        && sent.toPeer().equals(me)
        && (partner == null || sent.fromPeer().equals(partner));
  }

  /** One more than {@code limit} is read, to know whether there are more. */
  private List<Placed> unread(String me, @Nullable String partner, boolean alsoHeld, int limit) {
    Set<Long> out = handedOut.of(me);
    int enough = limit + 1 + out.size();
    return store.read(sql -> MessageTable.unread(sql, me, partner, alsoHeld, enough)).stream()
        .filter(placed -> !out.contains(placed.seq()))
        .toList();
  }

  /**
   * Promises to mark what is unread of these messages once the answer was written to the agent.
   * Returns it without what another answer claimed in the same moment.
   */
  private List<Placed> handOut(Call call, boolean peek, Fitting answer) {
    String me = call.caller().id();
    List<Placed> unread =
        answer.placed().stream().filter(placed -> placed.message().readAt() == null).toList();
    List<Long> seqs = unread.stream().map(Placed::seq).toList();
    Set<Long> claimed = Set.copyOf(peek ? seqs : handedOut.claim(me, seqs));
    if (!claimed.isEmpty()) {
      List<Long> inOrder = seqs.stream().filter(claimed::contains).toList();
      Runnable giveBack = peek ? () -> {} : () -> handedOut.remove(me, claimed);
      call.receipts().add(new MailReceipt(me, peek, inOrder).encode(), giveBack);
    }
    return unread.stream().filter(placed -> claimed.contains(placed.seq())).toList();
  }

  /** What fits into one answer, and whether something is left over. */
  private record Fitting(List<Placed> placed, boolean more) {
    InboxPage page() {
      return new InboxPage(placed.stream().map(Placed::message).toList(), more);
    }
  }

  private static Fitting oldest(List<Placed> found, int limit) {
    int fitting = oneOrMore(found.subList(0, Math.min(limit, found.size())));
    return new Fitting(found.subList(0, fitting), fitting < found.size());
  }

  private static Fitting newest(List<Placed> found) {
    int fitting = oneOrMore(found.reversed());
    int size = found.size();
    return new Fitting(found.subList(size - fitting, size), fitting < size);
  }

  /** How many from the start fit into a page; at least one, if there is one. */
  private static int oneOrMore(List<Placed> found) {
    return Math.max(fitting(found, PAGE_CHARACTERS), Math.min(1, found.size()));
  }

  private static int fitting(List<Placed> found, int most) {
    int count = 0;
    int characters = 0;
    for (Placed placed : found) {
      characters += placed.message().payload().length();
      if (characters > most) {
        break;
      }
      count++;
    }
    return count;
  }

  /** The answer that carried these messages was written to the agent. */
  public void written(MailReceipt receipt) {
    store.write(tx -> {
      receipt.seqs().forEach(seq -> markWritten(tx, receipt, seq));
      return receipt;
    });
    if (!receipt.peek()) { // a look claims nothing: what it showed may be on its way in an answer
      handedOut.remove(receipt.peerId(), receipt.seqs());
    }
  }

  private void markWritten(Tx tx, MailReceipt receipt, long seq) {
    String me = receipt.peerId();
    MessageTable.deliver(tx.sql(), me, seq, tx.now())
        .ifPresent(
            message -> tx.publish(new MessageDelivered(message.id(), message.from(), me), me));
    if (!receipt.peek() && MessageTable.read(tx.sql(), me, seq, tx.now()) > 0) {
      tx.afterCommit(() -> unread.add(me, -1));
    }
  }

  /** A connection of the agent has ended; what was on its way over it is unread again. */
  public void connectionEnded(String peerId) {
    handedOut.forget(peerId);
  }

  /** How many messages the agent has not been handed; at most 1000. */
  public int unread(String peerId) {
    return Math.clamp(unread.of(peerId) - handedOut.of(peerId).size(), 0, MOST_COUNTED);
  }

  public MeshStatus.Messages count(Sql sql) {
    MessageTable.Counted kept = totals.of(sql);
    return new MeshStatus.Messages(kept.total(), kept.undelivered(), waiting.count());
  }

  /** Forgets messages that were read long ago. Unread ones are kept. */
  public void forgetReadBefore(Instant time) {
    store.write(tx -> {
      if (MessageTable.forgetReadBefore(tx.sql(), time) > 0) {
        tx.afterCommit(totals::removed);
      }
      return time;
    });
  }
}
