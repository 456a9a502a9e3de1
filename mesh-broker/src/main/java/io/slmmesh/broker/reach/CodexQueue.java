package io.slmmesh.broker.reach;

import io.slmmesh.api.message.Message;
import io.slmmesh.broker.messages.OfferReceipt;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Codex thread that is held by Codex's daemon. What is queued for it starts a turn when it is
 * idle, or when its turn has ended, and stands there as if its user had typed it: so it is told
 * that mail waits, and no word of the mail. It is told once until it has read some of it, for a
 * thread that works long must not find a pile of turns before it.
 */
final class CodexQueue implements Host {
  private static final Logger LOG = LoggerFactory.getLogger(CodexQueue.class);
  private static final Pattern THREAD = Pattern.compile("codex:(\\p{XDigit}[\\p{XDigit}-]{10,63})");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long a thread that reads nothing is told nothing new. */
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private static final int MOST_NAMES = 5;

  private final String thread;
  private final CodexDaemon daemon;
  private final Pusher pusher;
  private boolean running;
  private boolean told;
  private int announcements;

  private CodexQueue(String thread, CodexDaemon daemon, Pusher pusher) {
    this.thread = thread;
    this.daemon = daemon;
    this.pusher = pusher;
  }

  /**
   * The queue of an agent's thread.
   *
   * @param key of the agent
   * @param parent the process that has started its bridge
   */
  static Optional<CodexQueue> of(String key, long parent, Pusher pusher) {
    var named = THREAD.matcher(key);
    return named.matches()
        ? CodexDaemon.of(parent).map(daemon -> new CodexQueue(named.group(1), daemon, pusher))
        : Optional.empty();
  }

  @Override
  public synchronized boolean isFree() {
    return !running && !told;
  }

  @Override
  public synchronized void offer(List<Message> messages, boolean shownByHooks) {
    running = true;
    told = true;
    int number = ++announcements;
    Thread _ = Thread.startVirtualThread(() -> announce(messages, number));
  }

  private void announce(List<Message> messages, int number) {
    boolean taken = run(text(messages));
    synchronized (this) {
      running = false;
    }
    for (Message message : messages) {
      var receipt = new OfferReceipt(message.toPeer(), message.id());
      if (taken) {
        pusher.taken(receipt);
      } else {
        pusher.refused(receipt);
      }
    }
    String recipient = messages.getFirst().toPeer();
    pusher.later(PAUSE, () -> forget(number, recipient));
  }

  private void forget(int number, String recipient) {
    synchronized (this) {
      told = told && number != announcements;
    }
    pusher.offerSoon(recipient);
  }

  @Override
  public void delivered(String recipient) {
    boolean wasTold;
    synchronized (this) {
      wasTold = told;
      told = false;
    }
    if (wasTold) {
      pusher.offerSoon(recipient);
    }
  }

  private boolean run(String text) {
    try {
      Process command = daemon.queue(thread, text).start();
      boolean inTime = command.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (!inTime) {
        command.destroyForcibly();
      }
      LOG.debug("codex queue for {} ended in time: {}", thread, inTime);
      return inTime && command.exitValue() == 0;
    } catch (IOException e) {
      LOG.info("codex queue cannot be run: {}", e.getMessage());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String text(List<Message> messages) {
    List<String> names = messages.stream().map(Message::fromName).distinct().toList();
    String from = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    String what = messages.size() == 1 ? "A message waits" : messages.size() + " messages wait";
    return "[slm-mesh] "
        + what
        + " for you, from "
        + from
        + (names.size() > MOST_NAMES ? " and others" : "")
        + ": other agents on this machine. slm-mesh says this, not your user. Call mesh_inbox to read, unless you have seen it.";
  }
}
