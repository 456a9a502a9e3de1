package io.slmmesh.broker.peers;

import io.slmmesh.api.peer.PeerStatus;
import io.slmmesh.broker.clock.MeshClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which agents are connected at this moment, and when each was last heard. In memory only: it is
 * what the broker observes, and a new broker has observed nothing. An agent that was present when
 * the last broker ended is expected back for a while.
 */
final class Presence {
  private static final Duration RECORDED_EVERY = Duration.ofSeconds(10);

  private final MeshClock clock;
  private final Duration staleAfter;
  private final Duration goneAfter;
  private final Map<String, Observed> agents = new HashMap<>();

  Presence(MeshClock clock, Duration staleAfter, Duration goneAfter) {
    this.clock = clock;
    this.staleAfter = staleAfter;
    this.goneAfter = goneAfter;
  }

  /** What a sign of life of an agent without a connection asks for. */
  enum Sign {
    /** It was not there: it is back. */
    RETURN,
    /** It has not been recorded for a while. */
    DUE,
    /** Nothing. */
    KNOWN
  }

  /** How old the record of an agent's last sign of life may be. */
  static Duration recordedEvery(Duration lease) {
    Duration quarter = lease.dividedBy(4);
    return quarter.compareTo(RECORDED_EVERY) < 0 ? quarter : RECORDED_EVERY;
  }

  /** What is known of one agent. {@code expectedUntil} counts only while it has no connection. */
  private static final class Observed {
    private int connections;
    private long heardAtTicks;
    private long heardAtMillis;
    private long recordedAtTicks;
    private long expectedUntil;
    private @Nullable Duration lease;
    private boolean left;
  }

  synchronized void connected(String id) {
    Observed agent = agents.computeIfAbsent(id, _ -> new Observed());
    agent.connections++;
    agent.lease = null; // from now on its connection tells that it is there
    agent.left = false;
    hear(agent);
  }

  /**
   * A sign of life of an agent without a connection: it is there until {@code lease} has passed
   * without another one.
   */
  synchronized Sign leased(String id, Duration lease) {
    Observed agent = agents.computeIfAbsent(id, _ -> new Observed());
    boolean comes = agent.lease == null || agent.left;
    agent.lease = lease;
    agent.left = false;
    hear(agent);
    Duration unrecorded = Duration.ofNanos(clock.ticks() - agent.recordedAtTicks);
    if (!comes && unrecorded.compareTo(recordedEvery(lease)) < 0) {
      return Sign.KNOWN;
    }
    agent.recordedAtTicks = clock.ticks();
    return comes ? Sign.RETURN : Sign.DUE;
  }

  /** The agent gives its lease back. */
  synchronized void released(String id) {
    Observed agent = agents.get(id);
    if (agent != null && agent.lease != null) {
      agent.lease = null;
      agent.expectedUntil = clock.ticks();
    }
  }

  /** The end of one connection. The agent is not connected any more when it was the last one. */
  synchronized void disconnected(String id, Duration expectedBackWithin) {
    Observed agent = agents.get(id);
    if (agent != null && agent.connections > 0 && --agent.connections == 0) {
      agent.expectedUntil = clock.ticksIn(expectedBackWithin);
    }
  }

  /** The agent was present when the last broker ended. */
  synchronized void expect(String id, Duration within) {
    agents.computeIfAbsent(id, _ -> new Observed()).expectedUntil = clock.ticksIn(within);
  }

  /**
   * Agents that this broker has not heard yet have this long from now to come back, or longer; not
   * those whose connection has ended, who may be about to leave.
   */
  synchronized void expectForAnother(Duration within) {
    long until = clock.ticksIn(within);
    agents.values().stream()
        .filter(agent -> agent.heardAtMillis == 0 && agent.expectedUntil - until < 0)
        .forEach(agent -> agent.expectedUntil = until);
  }

  /** Returns whether the agent had left and is back with this sign of life. */
  synchronized boolean heard(String id) {
    Observed agent = agents.get(id);
    if (agent == null) {
      return false;
    }
    hear(agent);
    boolean back = agent.left;
    agent.left = false;
    return back;
  }

  private void hear(Observed agent) {
    agent.heardAtTicks = clock.ticks();
    agent.heardAtMillis = clock.millis();
  }

  /** The agent has left. One that hangs on a silent connection stays known: it may wake up. */
  synchronized void left(String id) {
    Observed agent = agents.get(id);
    if (agent != null && agent.connections == 0) {
      agents.remove(id);
    } else if (agent != null) {
      agent.left = true;
    }
  }

  synchronized PeerStatus status(String id) {
    Observed agent = agents.get(id);
    if (agent == null || agent.left) {
      return PeerStatus.AWAY;
    }
    if (!isHere(agent)) {
      return clock.reached(agent.expectedUntil) ? PeerStatus.AWAY : PeerStatus.RECONNECTING;
    }
    return silentFor(agent).compareTo(staleAfter) < 0 ? PeerStatus.ACTIVE : PeerStatus.STALE;
  }

  /** When this broker heard the agent last, if it ever did. */
  synchronized Optional<Instant> lastHeard(String id) {
    return Optional.ofNullable(agents.get(id))
        .filter(agent -> agent.heardAtMillis != 0)
        .map(agent -> Instant.ofEpochMilli(agent.heardAtMillis));
  }

  /**
   * Whether nobody should wait for this agent: no connection and none expected, or one (or a lease)
   * that has been silent for too long.
   */
  synchronized boolean isGone(String id) {
    Observed agent = agents.get(id);
    if (agent == null) {
      return true;
    }
    if (!isHere(agent)) {
      return clock.reached(agent.expectedUntil);
    }
    Duration lease = agent.lease;
    return silentFor(agent).compareTo(lease == null ? goneAfter : lease) >= 0;
  }

  private static boolean isHere(Observed agent) {
    return agent.connections > 0 || agent.lease != null;
  }

  /** The broker itself stood still for {@code gap}: that was nobody's silence. */
  synchronized void forgive(Duration gap) {
    agents
        .values()
        .forEach(agent -> {
          agent.heardAtTicks += gap.toNanos();
          agent.expectedUntil += gap.toNanos();
        });
  }

  /** Agents that should leave now. */
  synchronized List<String> gone() {
    var gone = new ArrayList<String>();
    agents.forEach((id, agent) -> {
      if (!agent.left && isGone(id)) {
        gone.add(id);
      }
    });
    return gone;
  }

  private Duration silentFor(Observed agent) {
    return Duration.ofNanos(clock.ticks() - agent.heardAtTicks);
  }
}
