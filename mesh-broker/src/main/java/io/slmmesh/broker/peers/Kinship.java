package io.slmmesh.broker.peers;

import io.slmmesh.broker.peers.PeerTable.PeerRow;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The processes above one, to find the agent it belongs to: a client starts its bridge as its own
 * child, and its hooks as children or grandchildren.
 */
record Kinship(Set<Long> ancestors) {
  private static final int FARTHEST = 16;

  /** The ancestors of a process, itself included; none if there is no such process. */
  static Kinship of(long pid) {
    var ancestors = new HashSet<Long>();
    Optional<ProcessHandle> process = pid > 1 ? ProcessHandle.of(pid) : Optional.empty();
    while (process.isPresent() && ancestors.size() < FARTHEST && process.get().pid() > 1) {
      ancestors.add(process.get().pid());
      process = process.get().parent();
    }
    return new Kinship(Set.copyOf(ancestors));
  }

  /**
   * The one agent whose bridge was started by one of these processes; empty if there are several.
   */
  Optional<PeerRow> relative(List<PeerRow> agents) {
    List<PeerRow> found = agents.stream().filter(this::isRelated).toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  private boolean isRelated(PeerRow agent) {
    return includesParentOf(agent.pid());
  }

  /** Whether one of these processes has started that one. */
  boolean includesParentOf(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(ProcessHandle::parent)
        .filter(client -> ancestors.contains(client.pid()))
        .isPresent();
  }
}
