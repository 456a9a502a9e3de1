package io.slmmesh.broker.status;

import io.slmmesh.api.Version;
import io.slmmesh.api.operation.Call;
import io.slmmesh.api.status.MeshStatus;
import io.slmmesh.api.status.MeshStatus.Counts;
import io.slmmesh.api.status.MeshStatus.LastStop;
import io.slmmesh.api.status.ReportStatus;
import io.slmmesh.broker.clock.MeshClock;
import io.slmmesh.broker.events.Events;
import io.slmmesh.broker.locks.Locks;
import io.slmmesh.broker.messages.Messages;
import io.slmmesh.broker.peers.Peers;
import io.slmmesh.broker.state.SharedState;
import io.slmmesh.broker.store.Sql;
import io.slmmesh.broker.store.Store;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code mesh_status}. */
public final class Status {
  private final Store store;
  private final Features features;
  private final MeshClock clock;
  private final @Nullable LastStop lastStop;
  private final Instant startedAt;
  private final long startedTicks;

  /** Those who can count what they keep. */
  public record Features(
      Peers peers, Messages messages, SharedState state, Locks locks, Events events) {}

  /**
   * @param lastStop why the broker before this one ended
   */
  public Status(Store store, Features features, MeshClock clock, @Nullable LastStop lastStop) {
    this.store = store;
    this.features = features;
    this.clock = clock;
    this.lastStop = lastStop;
    this.startedAt = Instant.ofEpochMilli(clock.millis());
    this.startedTicks = clock.ticks();
  }

  public MeshStatus report(Call call, ReportStatus request) {
    String me = call.caller().id();
    return new MeshStatus(
        Version.VALUE,
        startedAt,
        Duration.ofNanos(clock.ticks() - startedTicks).toSeconds(),
        lastStop,
        features.peers().view(me),
        features.messages().unread(me),
        store.read(this::counts),
        store.bytes());
  }

  private Counts counts(Sql sql) {
    return new Counts(
        features.peers().count(sql),
        features.messages().count(sql),
        features.state().count(sql),
        features.locks().count(sql),
        features.events().count(sql));
  }
}
