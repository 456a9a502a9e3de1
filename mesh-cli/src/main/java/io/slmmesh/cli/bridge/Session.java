package io.slmmesh.cli.bridge;

import io.slmmesh.api.link.Frames;
import io.slmmesh.api.link.Line;
import io.slmmesh.api.link.Link;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the three threads of a bridge share, behind one lock that nobody holds while doing I/O. One
 * thread at a time writes to the broker: that order of frames is the order in which they were
 * polled.
 */
final class Session {
  /** What is to be written, and where. */
  static final class Outgoing {
    private final Link link;
    private final byte[] frame;

    private Outgoing(Link link, byte[] frame) {
      this.link = link;
      this.frame = frame;
    }

    Link link() {
      return link;
    }

    byte[] frame() {
      return frame;
    }

    boolean isHeartbeat() {
      return Arrays.equals(frame, Frames.heartbeat());
    }
  }

  /** How much of unanswered lines is kept before the agent has to wait. */
  private static final long MAX_HELD = 2L * Frames.MAX_LINE;

  private final Outbox outbox = new Outbox();
  private @Nullable Link link;
  private @Nullable Integer exitCode;
  private boolean everConnected;
  private boolean agentClosed;
  private boolean endSent;
  private boolean writing;
  private long heartbeatAt;

  /**
   * Takes a line of the agent. Gives what the caller must {@link #write} itself: waking the thread
   * that writes takes longer than writing. {@code null} when that thread does it, because it is at
   * it, nobody is connected, or so much is under way that writing might block.
   */
  synchronized @Nullable Outgoing add(Line line) {
    outbox.add(line, System.nanoTime());
    Outgoing next = outbox.isLight() ? poll() : null;
    if (next == null) {
      notifyAll();
    }
    return next;
  }

  /** Writes what {@link #add} or {@link #take} gave. */
  void write(Outgoing next) {
    try {
      Frames.write(next.link().channel(), next.frame());
    } catch (IOException gone) {
      lost(next.link());
    } finally {
      written();
    }
  }

  private synchronized void written() {
    writing = false;
    if (outbox.hasUnsent() || agentClosed) {
      notifyAll();
    }
  }

  /** Waits until another line may be read, at most that long; false when it may not yet. */
  synchronized boolean awaitRoom(long millis) throws InterruptedException {
    long deadline = deadline(millis);
    long left = millis;
    while (outbox.heldBytes() >= MAX_HELD && exitCode == null && left > 0) {
      wait(left);
      left = left(deadline);
    }
    return outbox.heldBytes() < MAX_HELD;
  }

  synchronized boolean awaits(long number) {
    return outbox.awaits(number);
  }

  /** The answer to a line was written to the agent. */
  synchronized void answered(long number, String receipt) {
    if (!receipt.equals(Frames.NO_RECEIPT)) {
      outbox.addReceipt(receipt);
      notifyAll();
    }
    finished(number);
  }

  /** What came of a line for the host's inbox. */
  synchronized void offered(String receipt) {
    outbox.addReceipt(receipt);
    notifyAll();
  }

  synchronized void finished(long number) {
    boolean full = outbox.heldBytes() >= MAX_HELD;
    outbox.settle(number);
    if (full) {
      notifyAll();
    }
  }

  synchronized void confirmed(String receipt) {
    outbox.confirm(receipt);
  }

  synchronized void connected(Link newLink) {
    if (exitCode != null) {
      newLink.close();
      return;
    }
    link = newLink;
    everConnected = true;
    endSent = false;
    outbox.rewind();
    scheduleHeartbeat(newLink);
    notifyAll();
  }

  synchronized void lost(Link oldLink) {
    if (link == oldLink) {
      link = null;
    }
    oldLink.close();
  }

  private void scheduleHeartbeat(Link to) {
    heartbeatAt = deadline(to.welcome().heartbeat());
  }

  /**
   * Waits for something to write, as heartbeats are; while nothing can be written at most {@code
   * millis}, then it returns {@code null}. The caller must {@link #write} it.
   */
  synchronized @Nullable Outgoing take(long millis) throws InterruptedException {
    long deadline = deadline(millis);
    Outgoing next = poll();
    while (next == null && exitCode == null) {
      boolean writable = link != null && !writing;
      long left = left(writable ? heartbeatAt : deadline);
      if (left <= 0 && !writable) {
        return null;
      }
      wait(Math.max(1, left));
      next = poll();
    }
    return next;
  }

  private @Nullable Outgoing poll() {
    Link to = link;
    if (to == null || exitCode != null || writing) {
      return null;
    }
    byte[] frame = nextFrame(to, System.nanoTime());
    if (frame == null) {
      return null;
    }
    writing = true;
    return new Outgoing(to, frame);
  }

  private byte @Nullable [] nextFrame(Link to, long now) {
    if (now - heartbeatAt >= 0) {
      scheduleHeartbeat(to);
      return Frames.heartbeat();
    }
    byte[] frame = outbox.next(now);
    if (frame == null && agentClosed && !endSent) {
      endSent = true;
      frame = Frames.end();
    }
    return frame;
  }

  /** The agent closed its end. */
  synchronized void agentClosed() {
    agentClosed = true;
    notifyAll();
  }

  /** After the agent closed its end: whether a lost connection is worth another one. */
  synchronized boolean isComplete() {
    return agentClosed && (endSent || outbox.isEmpty());
  }

  /** Lines that were piped in before there was a broker are worth the wait for its start. */
  synchronized void awaitFirstConnection() throws InterruptedException {
    while (!everConnected && outbox.hasUnanswered() && exitCode == null) {
      wait();
    }
  }

  /** The session had a broker and has none at the moment. */
  synchronized boolean isCutOff() {
    return everConnected && link == null;
  }

  synchronized void awaitExit(long millis) throws InterruptedException {
    long deadline = deadline(millis);
    long left = millis;
    while (exitCode == null && left > 0) {
      wait(left);
      left = left(deadline);
    }
  }

  private static long deadline(long millis) {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Milliseconds, rounded up so that a wait for them does not end early. */
  private static long left(long deadline) {
    return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime() + 999_999);
  }

  /** Ends the bridge; the first call decides the code. */
  synchronized void exit(int code) {
    if (exitCode == null) {
      exitCode = code;
    }
    if (link != null) {
      // Frees a thread that hangs in writing to a broker that does not read.
      link.close();
      link = null;
    }
    notifyAll();
  }

  synchronized @Nullable Integer exitCode() {
    return exitCode;
  }
}
