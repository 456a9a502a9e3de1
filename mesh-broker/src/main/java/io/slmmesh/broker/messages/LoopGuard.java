package io.slmmesh.broker.messages;

import io.slmmesh.api.operation.Caller;
import io.slmmesh.broker.store.Sql;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Keeps agents from waking one another for ever. An answer to an answer to an answer, whatever way
 * it goes round, is one chain; a chain that has become long wakes nobody any more, and neither does
 * the same text said twice. The messages are kept, and the agents read them when they ask.
 */
final class LoopGuard {
  /** So many answers to one another wake their recipients. */
  static final int MOST_HOPS = 8;

  /** What an agent saw longer ago is not what it answers. */
  static final Duration ANSWERS_WITHIN = Duration.ofMinutes(2);

  private LoopGuard() {}

  /**
   * A message's place in its chain.
   *
   * @param hops 0 for one that answers nothing
   * @param held why it wakes nobody; {@code null} if it may
   */
  record Chain(long hops, @Nullable String held) {}

  /** The place of what {@code from} is about to say. */
  static Chain chain(Sql sql, Caller from, String to, String payload, Instant now) {
    Instant recently = now.minus(ANSWERS_WITHIN);
    long hops = MessageTable.hopsSeen(sql, from.id(), recently) + 1;
    if (hops > MOST_HOPS) {
      return new Chain(
          hops,
          "answer number "
              + hops
              + " in a row within minutes; it wakes nobody, so that agents do not keep each other busy");
    }
    return MessageTable.isRepeat(sql, from.id(), to, payload, recently)
        ? new Chain(hops, "the same text as a moment ago")
        : new Chain(hops, null);
  }
}
