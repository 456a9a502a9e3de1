/**
 * Wakes those who wait. {@link io.slmmesh.broker.bus.EventBus} gets every event after its commit,
 * in the writer's turn; a {@link io.slmmesh.broker.bus.Subscription} remembers that something it
 * wants has come. It holds no events: who is woken reads the store again, so nothing can be lost or
 * pile up here.
 */
@NullMarked
package io.slmmesh.broker.bus;

import org.jspecify.annotations.NullMarked;
