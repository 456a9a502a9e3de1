package io.slmmesh.broker.messages;

import io.slmmesh.api.event.MeshEvent;
import io.slmmesh.api.event.MeshEvent.MessageDelivered;
import io.slmmesh.api.event.MeshEvent.MessageSent;
import io.slmmesh.api.event.Published;
import io.slmmesh.broker.messages.MessageTable.Counted;
import io.slmmesh.broker.store.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How many messages are kept, as the last commit left it. The rows are counted when somebody first
 * asks, which takes a quarter of a second for a million of them; from then on the events tell.
 */
final class Totals {
  private final ReentrantLock counting = new ReentrantLock();
  private @Nullable Counted known;

  /** What was committed since a count began, which may have seen it or not. */
  private @Nullable List<Published> meanwhile;

  private boolean removedMeanwhile;

  Counted of(Sql sql) {
    Counted totals = known();
    return totals == null ? count(sql) : totals;
  }

  private synchronized @Nullable Counted known() {
    return known;
  }

  /** Without the monitor: the writer must not wait for the count. */
  private Counted count(Sql sql) {
    counting.lock();
    try {
      Counted before = known();
      if (before != null) {
        return before;
      }
      begin();
      return end(MessageTable.countAll(sql));
    } finally {
      counting.unlock();
    }
  }

  private synchronized void begin() {
    meanwhile = new ArrayList<>();
    removedMeanwhile = false;
  }

  private synchronized Counted end(Counted counted) {
    Counted totals = counted;
    for (Published event : meanwhile == null ? List.<Published>of() : meanwhile) {
      totals = event.seq() > counted.lastEvent() ? after(totals, event.event()) : totals;
    }
    meanwhile = null;
    known = removedMeanwhile ? null : totals;
    return totals;
  }

  /** Called in the writer's turn, in the order of commits. */
  synchronized void committed(List<Published> events) {
    if (known != null) {
      for (Published event : events) {
        known = after(known, event.event());
      }
    } else if (meanwhile != null) {
      meanwhile.addAll(events);
    }
  }

  private static Counted after(Counted totals, MeshEvent event) {
    return switch (event) {
      case MessageSent _ -> totals.plus(1, 1);
      case MessageDelivered _ -> totals.plus(0, -1);
      case MeshEvent _ -> totals;
    };
  }

  /** Messages were removed, of which no event tells: they are counted anew. */
  synchronized void removed() {
    known = null;
    removedMeanwhile = true;
  }
}
