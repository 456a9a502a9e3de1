/**
 * The broker's life: exactly one for a data directory ({@link
 * io.slmmesh.broker.life.InstanceLock}), no longer than it is needed ({@link
 * io.slmmesh.broker.life.IdleShutdown}), with a reason for its end ({@link
 * io.slmmesh.broker.life.StopReason}) that the next one can tell.
 */
@NullMarked
package io.slmmesh.broker.life;

import org.jspecify.annotations.NullMarked;
