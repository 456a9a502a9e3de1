package io.slmmesh.api.operation;

import java.util.ArrayList;
import java.util.List;

/**
 * What becomes true when the answer of a call has been written to the agent, such as "these
 * messages were read". A face sends {@link #token} along with the answer and hands it back when the
 * answer was written; a face that can't know gives it back at once.
 */
public final class Receipts {
  private final List<String> parts = new ArrayList<>();
  private final List<Runnable> otherwise = new ArrayList<>();

  /**
   * Adds a part without spaces, such as {@code read:<peer>:17.18}, and what to do if the answer is
   * dropped.
   */
  public void add(String part, Runnable ifDropped) {
    parts.add(part);
    otherwise.add(ifDropped);
  }

  /** What was added so far is in no answer that will be written. */
  public void drop() {
    otherwise.forEach(Runnable::run);
    otherwise.clear();
    parts.clear();
  }

  /** All parts in one word, {@code "-"} if there are none. */
  public String token() {
    return parts.isEmpty() ? "-" : String.join(";", parts);
  }
}
