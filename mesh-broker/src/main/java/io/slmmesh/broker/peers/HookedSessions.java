package io.slmmesh.broker.peers;

import io.slmmesh.broker.peers.PeerTable.PeerRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions that their hooks made known before their connection did, and the processes above
 * these hooks. A bridge that one of the same processes has started belongs to the session, where
 * the client names its sessions to hooks alone. In memory: after a restart of the broker such a
 * session may be two agents until its hooks are silent.
 */
final class HookedSessions {
  private final Map<String, Kinship> byAgent = new ConcurrentHashMap<>();

  void add(String id, Kinship processes) {
    byAgent.put(id, processes);
  }

  void remove(String id) {
    byAgent.remove(id);
  }

  /** The one of these agents whose client has started the bridge that arrives. */
  Optional<PeerRow> startedBySameProcess(Arrival arrival, List<PeerRow> agents) {
    List<PeerRow> found =
        agents.stream()
            .filter(agent -> agent.lease() != null && agent.client().equals(arrival.client()))
            .filter(agent -> {
              Kinship processes = byAgent.get(agent.id());
              return processes != null && processes.includesParentOf(arrival.pid());
            })
            .toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }
}
