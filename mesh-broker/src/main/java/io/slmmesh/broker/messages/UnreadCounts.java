package io.slmmesh.broker.messages;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many unread messages each agent has, as the last commit left it. In memory, because every
 * answer and every send asks; counting rows would make a full mailbox slow for everybody. Changed
 * in the writer's turn only, after the commit.
 */
final class UnreadCounts {
  private final Map<String, Integer> byPeer;

  UnreadCounts(Map<String, Integer> stored) {
    byPeer = new ConcurrentHashMap<>(stored);
  }

  int of(String peerId) {
    return byPeer.getOrDefault(peerId, 0);
  }

  void add(String peerId, int change) {
    byPeer.merge(peerId, change, (before, more) -> before + more == 0 ? null : before + more);
  }
}
