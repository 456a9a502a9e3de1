package io.slmmesh.cli.bridge;

import io.slmmesh.api.link.Frames;
import io.slmmesh.api.link.Line;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the broker has yet to answer or to confirm, and what of it has yet to be sent on the current
 * connection. Not safe for several threads: {@link Session} guards it.
 */
final class Outbox {
  private record Unanswered(long number, Line line, long readAt) {}

  private static final long LIGHT_BYTES = 32 * 1024;
  private static final int LIGHT_COUNT = 32;

  private final Map<Long, Unanswered> unanswered = new LinkedHashMap<>();
  private final ArrayDeque<Unanswered> unsentLines = new ArrayDeque<>();
  private final Set<String> receipts = new LinkedHashSet<>();
  private final ArrayDeque<String> unsentReceipts = new ArrayDeque<>();

  private long lastNumber;
  private long lastSent;
  private long heldBytes;

  void add(Line line, long now) {
    lastNumber++;
    Unanswered added = new Unanswered(lastNumber, line, now);
    unanswered.put(lastNumber, added);
    unsentLines.add(added);
    heldBytes += line.bytes().length;
  }

  void addReceipt(String receipt) {
    if (receipts.add(receipt)) {
      unsentReceipts.add(receipt);
    }
  }

  boolean awaits(long number) {
    return unanswered.containsKey(number);
  }

  /** The line was answered, and the answer written to the agent, or has none. */
  void settle(long number) {
    Unanswered settled = unanswered.remove(number);
    if (settled != null) {
      heldBytes -= settled.line().bytes().length;
    }
  }

  void confirm(String receipt) {
    receipts.remove(receipt);
  }

  /** A new connection: everything that is kept goes out again, receipts before lines. */
  void rewind() {
    unsentReceipts.clear();
    unsentReceipts.addAll(receipts);
    unsentLines.clear();
    unsentLines.addAll(unanswered.values());
  }

  /** The next frame to send, {@code null} when everything was sent on this connection. */
  byte @Nullable [] next(long now) {
    String receipt = unsentReceipts.poll();
    if (receipt != null) {
      return Frames.receipt(receipt);
    }
    Unanswered next = unsentLines.poll();
    if (next == null) {
      return null;
    }
    long age = TimeUnit.NANOSECONDS.toMillis(now - next.readAt());
    if (next.number() <= lastSent) {
      // Age 0 says "never sent before", however fast the reconnect was.
      age = Math.max(1, age);
    }
    lastSent = Math.max(lastSent, next.number());
    Line line = next.line();
    return line.whole()
        ? Frames.line(next.number(), age, done(), line.bytes())
        : Frames.clipped(next.number(), age, done(), line);
  }

  /** The highest number up to which every line is settled. */
  private long done() {
    for (Long oldest : unanswered.keySet()) {
      return oldest - 1;
    }
    return lastNumber;
  }

  /** Whether what the broker has yet to answer is so little that a socket takes it at once. */
  boolean isLight() {
    return heldBytes <= LIGHT_BYTES
        && unanswered.size() <= LIGHT_COUNT
        && receipts.size() <= LIGHT_COUNT;
  }

  boolean hasUnsent() {
    return !unsentLines.isEmpty() || !unsentReceipts.isEmpty();
  }

  long heldBytes() {
    return heldBytes;
  }

  boolean hasUnanswered() {
    return !unanswered.isEmpty();
  }

  boolean isEmpty() {
    return unanswered.isEmpty() && receipts.isEmpty();
  }
}
