/**
 * The broker: one process for each user and machine. {@link io.slmmesh.broker.BrokerMain} is the
 * program, {@link io.slmmesh.broker.Broker} the composition root: it alone constructs services,
 * opens them in order and closes them in reverse; nothing imports it.
 */
@NullMarked
package io.slmmesh.broker;

import org.jspecify.annotations.NullMarked;
