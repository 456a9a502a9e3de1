package io.slmmesh.broker.messages;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Messages that are in an answer on its way to an agent: neither unread any more, nor read yet. In
 * memory; a new broker hands them out again.
 */
final class HandedOut {
  private final Map<String, Set<Long>> byPeer = new HashMap<>();

  /** Claims messages for one answer; returns those that no other answer had claimed. */
  synchronized List<Long> claim(String peerId, List<Long> seqs) {
    Set<Long> out = byPeer.computeIfAbsent(peerId, _ -> new HashSet<>());
    return seqs.stream().filter(out::add).toList();
  }

  synchronized void remove(String peerId, Collection<Long> seqs) {
    Set<Long> out = byPeer.get(peerId);
    if (out != null && out.removeAll(seqs) && out.isEmpty()) {
      byPeer.remove(peerId);
    }
  }

  /** A connection of the agent has ended: what was on its way may not have arrived. */
  synchronized void forget(String peerId) {
    byPeer.remove(peerId);
  }

  synchronized Set<Long> of(String peerId) {
    return Set.copyOf(byPeer.getOrDefault(peerId, Set.of()));
  }
}
