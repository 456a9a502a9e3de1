package io.slmmesh.cli.bridge;

import io.slmmesh.api.link.Frames;
import io.slmmesh.api.link.Line;
import io.slmmesh.api.link.LineReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes in the agent's lines until the agent closes its end, then sees the session out. */
final class AgentReader implements Runnable {
  private static final long PARENT_CHECK = 2000;
  private static final long FAREWELL = 1000;

  private final Agent agent;
  private final Session session;
  private final LineReader lines;

  AgentReader(Agent agent, Session session) {
    this.agent = agent;
    this.session = session;
    this.lines = LineReader.clipping(agent.input(), Frames.MAX_LINE);
  }

  @Override
  public void run() {
    try {
      readLines();
      session.agentClosed();
      session.awaitFirstConnection();
      session.awaitExit(FAREWELL);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } finally {
      session.exit(0);
    }
  }

  /**
   * Reads a line before it asks for room: only who reads learns that the agent has closed. Who
   * cannot read on, because no broker takes anything, has to ask.
   */
  private void readLines() throws InterruptedException {
    Line line = read();
    while (line != null && session.exitCode() == null) {
      if (session.awaitRoom(PARENT_CHECK)) {
        Session.Outgoing next = session.add(line);
        if (next != null) {
          session.write(next);
        }
        line = read();
      } else if (agent.gone().getAsBoolean() || isGivenUp()) {
        return;
      }
    }
  }

  private boolean isGivenUp() {
    return session.isCutOff() && agent.hungUp().getAsBoolean();
  }

  private @Nullable Line read() {
    try {
      return lines.next();
    } catch (IOException broken) {
      // A pipe that cannot be read has ended as far as this session is concerned.
      return null;
    }
  }
}
