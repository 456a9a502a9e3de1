package io.slmmesh.api.status;

import io.slmmesh.api.json.Doc;
import io.slmmesh.api.peer.Peer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Output of {@code mesh_status}. */
public record MeshStatus(
    @Doc("ok") String status,
    String version,
    @Doc("of the broker") long pid,
    @Doc("of the HTTP API on 127.0.0.1") @Nullable Integer port,
    Instant startedAt,
    @Doc("seconds") long uptime,
    @Nullable LastStop lastStop,
    @Doc("you") @Nullable Peer self,
    @Doc("messages you have not read; 1000 means 1000 or more") int unread,
    Peers peers,
    Messages messages,
    Total state,
    Locks locks,
    Total events,
    Database db) {

  /** Why the broker before this one ended. */
  public record LastStop(String reason, @Nullable Instant at) {}

  /** Agents that are there; {@code total} includes those expected back. */
  public record Peers(long active, long stale, long total) {}

  /**
   * Messages kept; {@code undelivered} were not handed to their recipient yet; {@code waits}: calls
   * that wait for mail at this moment.
   */
  public record Messages(long total, long undelivered, int waits) {}

  /** Locks that are held. */
  public record Locks(long active) {}

  /** How many are kept. */
  public record Total(long total) {}

  /** The file with its log. */
  public record Database(long sizeBytes) {}
}
