package io.slmmesh.broker.http;

import java.io.IOException;

/** What answers one method of one path. */
@FunctionalInterface
interface Route {
  /**
   * Answers the whole request.
   *
   * @throws IOException when the other side has gone
   * @throws InterruptedException when the broker stops meanwhile
   */
  void serve(Exchange exchange, Principal principal)
      throws IOException, HttpRefusal, InterruptedException;
}
