package io.slmmesh.api.operation;

import io.slmmesh.api.error.MeshException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One call of an operation.
 *
 * @param caller who calls
 * @param allowance by which limit its calls are counted
 * @param key names the call so that a repetition has no second effect; {@code null} if it can't be
 *     repeated
 * @param waited how long the agent has already waited for the answer, when the call is sent again
 * @param receipts collects what is true once the answer was written
 */
public record Call(
    Caller caller, Allowance allowance, @Nullable CallKey key, Duration waited, Receipts receipts) {
  /**
   * The caller of an operation that only an agent can do.
   *
   * @throws MeshException {@code INVALID_ARGUMENT} for an observer
   */
  public Caller agent() {
    if (!caller.isAgent()) {
      throw MeshException.invalid(
          "peerId", "is required: say as which agent you do this, after POST /register");
    }
    return caller;
  }

  /**
   * To be called before something is taken that only the answer can give.
   *
   * @throws InterruptedException if the call was cancelled, also if it never came to waiting
   */
  public void checkStillWanted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the call was cancelled");
    }
  }

  /** How much longer a wait of {@code seconds} may take. */
  public Duration remaining(int seconds) {
    Duration left = Duration.ofSeconds(seconds).minus(waited);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
