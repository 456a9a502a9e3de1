package io.slmmesh.api.status;

import io.slmmesh.api.json.Doc;
import io.slmmesh.api.peer.Peer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Output of {@code mesh_status}. */
public record MeshStatus(
    String version,
    Instant startedAt,
    long uptimeSeconds,
    @Nullable LastStop lastStop,
    @Doc("you") Peer self,
    @Doc("messages you have not read; 1000 means 1000 or more") int unread,
    Counts counts,
    long databaseBytes) {

  /** Why the broker before this one ended. */
  public record LastStop(String reason, @Nullable Instant at) {}

  /** Peers that are connected, and rows kept. */
  public record Counts(long peers, long messages, long stateEntries, long locks, long events) {}
}
