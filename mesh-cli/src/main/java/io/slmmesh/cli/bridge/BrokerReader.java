package io.slmmesh.cli.bridge;

import io.slmmesh.api.link.Door;
import io.slmmesh.api.link.Frame;
import io.slmmesh.api.link.Frames;
import io.slmmesh.api.link.Hello;
import io.slmmesh.api.link.Line;
import io.slmmesh.api.link.Link;
import io.slmmesh.api.link.LinkException;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.concurrent.TimeUnit;

/** Connects to the broker, again and again, and passes on what it says to the agent. */
final class BrokerReader implements Runnable {
  /** An end nobody foresaw, as {@code sysexits} calls it. */
  private static final int INTERNAL_ERROR = 70;

  private static final long STEADY = TimeUnit.SECONDS.toNanos(1);
  private static final long FIRST_PAUSE = 10;
  private static final long LONGEST_PAUSE = 500;

  private final Agent agent;
  private final AgentWriter writer;
  private final Session session;
  private final Door door;
  private final HostInbox inbox;
  private Hello hello;

  BrokerReader(Agent agent, Session session, Door door, Hello hello, HostInbox inbox) {
    this.agent = agent;
    this.writer = new AgentWriter(agent.output());
    this.session = session;
    this.door = door;
    this.hello = hello;
    this.inbox = inbox;
  }

  @Override
  public void run() {
    try {
      serveUntilTheEnd();
    } catch (LinkException impossible) {
      note(String.valueOf(impossible.getMessage()));
      session.exit(impossible.exitCode());
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } finally {
      session.exit(INTERNAL_ERROR);
    }
  }

  private void serveUntilTheEnd() throws LinkException, InterruptedException {
    Link link = door.open(hello);
    long pause = 0;
    while (true) {
      long since = System.nanoTime();
      session.connected(link);
      serve(link);
      session.lost(link);
      if (session.exitCode() != null) {
        return;
      }
      if (session.isComplete()) {
        session.exit(0);
        return;
      }
      // A broker that takes us in and drops us at once must not be called in a tight loop.
      boolean steady = System.nanoTime() - since > STEADY;
      pause = steady ? 0 : Math.clamp(pause * 2, FIRST_PAUSE, LONGEST_PAUSE);
      TimeUnit.MILLISECONDS.sleep(pause);
      link = door.reopen(hello);
    }
  }

  /** Passes frames on until the connection ends, by whatever cause. */
  private void serve(Link link) {
    while (session.exitCode() == null) {
      try {
        Line line = link.reader().next();
        if (line == null) {
          return;
        }
        take(Frame.of(line.bytes()));
      } catch (ProtocolException nonsense) {
        note("the broker sent ".concat(String.valueOf(nonsense.getMessage())));
        return;
      } catch (IOException lost) {
        return;
      }
    }
  }

  private void take(Frame frame) throws IOException {
    switch (frame.kind()) {
      case Frames.ANSWER -> answer(frame);
      case Frames.FINISHED -> session.finished(frame.number(0));
      case Frames.PUSH -> write(frame);
      case Frames.INBOX -> inbox.offer(frame, session);
      case Frames.CONFIRMED -> session.confirmed(frame.word(0));
      case Frames.MEMO -> hello = hello.withMemo(frame.word(0));
      case Frames.MAKE_ROOM -> door.holdOff(frame.number(0));
      default -> {
        // A kind of a newer broker: it must do without it.
      }
    }
  }

  private void answer(Frame frame) throws IOException {
    long number = frame.number(0);
    String receipt = frame.word(1);
    if (session.awaits(number) && write(frame)) {
      session.answered(number, receipt);
    }
  }

  private boolean write(Frame frame) {
    try {
      writer.write(frame.bytes(), frame.payloadStart(), frame.payloadLength());
      return true;
    } catch (IOException agentGone) {
      session.exit(0);
      return false;
    }
  }

  private void note(String text) {
    agent.notes().accept(text);
  }
}
