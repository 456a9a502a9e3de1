package io.slmmesh.broker.status;

import io.slmmesh.api.Version;
import io.slmmesh.api.operation.Call;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.api.status.MeshStatus;
import io.slmmesh.api.status.MeshStatus.LastStop;
import io.slmmesh.api.status.ReportStatus;
import io.slmmesh.broker.clock.MeshClock;
import io.slmmesh.broker.events.Events;
import io.slmmesh.broker.locks.Locks;
import io.slmmesh.broker.messages.Messages;
import io.slmmesh.broker.peers.Peers;
import io.slmmesh.broker.state.SharedState;
import io.slmmesh.broker.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code mesh_status}. */
public final class Status {
  private final Store store;
  private final Features features;
  private final MeshClock clock;
  private final Supplier<@Nullable LastStop> lastStop;
  private final Supplier<@Nullable Integer> port;
  private final Instant startedAt;
  private final long startedTicks;

  /** Those who can count what they keep. */
  public record Features(
      Peers peers, Messages messages, SharedState state, Locks locks, Events events) {}

  /**
   * @param lastStop why the broker before this one ended
   * @param port of the HTTP API, {@code null} while it is not open
   */
  public Status(
      Store store,
      Features features,
      MeshClock clock,
      Supplier<@Nullable LastStop> lastStop,
      Supplier<@Nullable Integer> port) {
    this.store = store;
    this.features = features;
    this.clock = clock;
    this.lastStop = lastStop;
    this.port = port;
    this.startedAt = Instant.ofEpochMilli(clock.millis());
    this.startedTicks = clock.ticks();
  }

  public MeshStatus report(Call call, ReportStatus request) {
    Caller caller = call.caller();
    return store.read(sql ->
        new MeshStatus(
            "ok",
            Version.VALUE,
            ProcessHandle.current().pid(),
            port.get(),
            startedAt,
            Duration.ofNanos(clock.ticks() - startedTicks).toSeconds(),
            lastStop.get(),
            caller.isAgent() ? features.peers().view(sql, caller.id()) : null,
            caller.isAgent() ? features.messages().unread(caller.id()) : 0,
            features.peers().count(sql),
            features.messages().count(sql),
            new MeshStatus.Total(features.state().count()),
            new MeshStatus.Locks(features.locks().count()),
            new MeshStatus.Total(features.events().count(sql)),
            new MeshStatus.Database(store.bytes())));
  }
}
