package io.slmmesh.broker.http;

import io.slmmesh.api.link.Frames;
import io.slmmesh.api.operation.Receipts;
import io.slmmesh.broker.ops.Acknowledgements;
import java.io.IOException;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.jetty.io.EofException;

/** Makes true what an answer promised, once it was written; and not if it could not be. */
final class Written {
  private final Acknowledgements acknowledgements;
  private final Consumer<String> failed;

  /**
   * @param failed told an agent whose answer was not written: what was in it is new again
   */
  Written(Acknowledgements acknowledgements, Consumer<String> failed) {
    this.acknowledgements = acknowledgements;
    this.failed = failed;
  }

  /** Writes an answer. */
  @FunctionalInterface
  interface Reply {
    /**
     * Writes it.
     *
     * @param surely whether it must be noticed if the other side had gone before
     */
    void write(boolean surely) throws IOException;
  }

  /**
   * Answers the call of an exchange. The kernel takes an answer also for a client that has gone:
   * that must not count as read.
   *
   * @param agents as whom the call was made
   */
  void after(Exchange exchange, Set<String> agents, Receipts receipts, Reply reply)
      throws IOException {
    boolean promises = !receipts.token().equals(Frames.NO_RECEIPT);
    try {
      if (promises && exchange.isGone()) {
        throw new EofException("the client has gone");
      }
      reply.write(promises);
    } catch (IOException | RuntimeException e) {
      agents.forEach(failed);
      throw e;
    }
    if (promises) {
      acknowledgements.take(receipts.token(), agents::contains);
    }
  }
}
