package io.slmmesh.broker.ops;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.json.Records;
import io.slmmesh.api.operation.Call;
import io.slmmesh.api.operation.Operation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one way into the operations. */
public final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final Bindings bindings;
  private final RateLimiter sessions;
  private final RateLimiter programs;

  /**
   * {@code sessions} counts the calls of sessions and commands, {@code programs} those over HTTP.
   */
  public Dispatcher(Bindings bindings, RateLimiter sessions, RateLimiter programs) {
    this.bindings = bindings;
    this.sessions = sessions;
    this.programs = programs;
  }

  /**
   * Runs an operation.
   *
   * @throws MeshException with a message that may be shown to the caller
   * @throws InterruptedException when a wait was cancelled
   */
  public <I extends Record, O extends Record> O dispatch(
      Operation<I, O> operation, Call call, JsonObject input) throws InterruptedException {
    try {
      count(call);
      return bindings.of(operation).handle(call, Records.decode(operation.input(), input));
    } catch (MeshException | InterruptedException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("{} failed for {}", operation.name(), call.caller().id(), e);
      throw new MeshException(
          ErrorCode.INTERNAL,
          "the broker failed at " + operation.name() + "; its log tells why",
          e);
    }
  }

  /**
   * Counts a call that is made without {@link #dispatch}, or that is refused before it.
   *
   * @throws MeshException {@code RATE_LIMITED} if its maker is over its rate
   */
  public void count(Call call) {
    switch (call.allowance()) {
      case SESSION -> sessions.take(call.caller().id());
      case HTTP -> programs.take(call.caller().id());
      case FREE -> {}
    }
  }
}
