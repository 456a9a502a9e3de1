package io.slmmesh.broker.http;

import io.slmmesh.api.operation.Caller;

/** Who sent a request, as its credential proves. Only {@link Guard} makes one. */
sealed interface Principal {
  /** The user of this machine: the owner's token, or the Unix socket. */
  record Owner() implements Principal {}

  /** One registered program: its peer token. */
  record Guest(Caller caller) implements Principal {}

  /** Nobody in particular; enough for {@code GET /health} alone. */
  record Stranger() implements Principal {}
}
