package io.slmmesh.broker.rpc;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is said over one connection after its first lines. */
public interface Conversation {
  /** Serves the other side until one of the two closes. */
  void run();

  /**
   * The broker ends: nothing new is read, what is under way is brought to its end.
   *
   * @param startNoneFor how long the other side should wait for a successor; {@code null} if none
   *     is coming
   */
  void stop(@Nullable Duration startNoneFor);
}
