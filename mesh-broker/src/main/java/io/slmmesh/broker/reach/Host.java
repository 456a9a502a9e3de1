package io.slmmesh.broker.reach;

import io.slmmesh.api.message.Message;
import java.util.List;

/** What takes messages for one session without being asked for them. */
interface Host {
  /** Whether it can be given something now; when it can again, it says so by itself. */
  boolean isFree();

  /**
   * Gives it messages of one recipient; what comes of each is told by a receipt, later.
   *
   * @param shownByHooks whether the client's hooks will show the text anyhow
   */
  void offer(List<Message> messages, boolean shownByHooks);

  /** Its session has been handed a message. */
  void delivered(String recipient);
}
