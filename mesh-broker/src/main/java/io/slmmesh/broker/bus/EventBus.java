package io.slmmesh.broker.bus;

import io.slmmesh.api.event.Published;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Tells subscriptions what was committed. */
public final class EventBus {
  private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();

  /**
   * From now on, until closed, events that {@code wanted} accepts wake the subscription. {@code
   * wanted} must be quick.
   */
  public Subscription subscribe(Predicate<Published> wanted) {
    var subscription = new Subscription(wanted, subscriptions::remove);
    subscriptions.add(subscription);
    return subscription;
  }

  /** Called by the store after each commit. Never blocks. */
  public void publish(List<Published> events) {
    subscriptions.forEach(subscription -> subscription.offer(events));
  }
}
