package io.slmmesh.broker.messages;

import io.slmmesh.api.operation.Caller;
import io.slmmesh.broker.messages.MessageTable.Repeat;
import io.slmmesh.broker.store.Sql;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Keeps agents from waking one another for ever. An answer to an answer to an answer, whatever way
 * it goes round, is one chain; a chain that has become long wakes nobody any more, and neither does
 * the same text said twice. The messages are kept, and the agents read them when they ask; only of
 * a text that still waits there is no second copy.
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
   * @param waiting the message that says the same and still waits; {@code null} if none does
   */
  record Chain(long hops, @Nullable String held, @Nullable String waiting) {}

  /** The place of what {@code from} is about to say. */
  static Chain chain(Sql sql, Caller from, String to, String payload, Instant now) {
    Instant recently = now.minus(ANSWERS_WITHIN);
    long hops = MessageTable.hopsSeen(sql, from.id(), recently) + 1;
    Repeat repeat = MessageTable.repeat(sql, from.id(), to, payload, recently).orElse(null);
    if (repeat != null && !repeat.seen()) {
      return new Chain(
          hops, "the same text waits there already; it is not stored twice", repeat.id());
    }
    if (hops > MOST_HOPS) {
      String why =
          "answer number "
              + hops
              + " in a row within minutes; it wakes nobody, so that agents do not keep each other busy";
      return new Chain(hops, why, null);
    }
    return new Chain(hops, repeat == null ? null : "the same text as a moment ago", null);
  }
}
