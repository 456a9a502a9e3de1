package io.slmmesh.broker.events;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far the answers on their way to each agent reach, beyond its durable cursor. In memory; a new
 * broker hands those events out again.
 */
final class ReadAhead {
  private final Map<String, Long> seqs = new ConcurrentHashMap<>();

  void to(String peerId, long seq) {
    seqs.merge(peerId, seq, Math::max);
  }

  long of(String peerId) {
    return seqs.getOrDefault(peerId, 0L);
  }

  void forget(String peerId) {
    seqs.remove(peerId);
  }
}
