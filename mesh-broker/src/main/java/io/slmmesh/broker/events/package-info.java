/**
 * Reading the event log. A subscription is a durable cursor with types; who waits is woken by the
 * commit and reads the log again, so no event is lost or doubled.
 */
@NullMarked
package io.slmmesh.broker.events;

import org.jspecify.annotations.NullMarked;
