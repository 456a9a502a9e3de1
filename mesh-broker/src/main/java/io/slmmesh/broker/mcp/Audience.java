package io.slmmesh.broker.mcp;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Caller;
import org.jspecify.annotations.Nullable;

/** Who is on the other side of a connection or a session, as far as it has shown itself. */
public interface Audience {
  /** A request told the client's name, or that the handshake of the older versions was made. */
  void introduced(@Nullable String clientName, boolean initialized);

  /** Whether the handshake of the older versions was made. */
  boolean initialized();

  /** The agent that makes a call with this {@code _meta}; joins if it is new. */
  Caller caller(JsonObject meta);
}
