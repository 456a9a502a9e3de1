/**
 * The only place where time is read. Wall time is for people and records; the monotonic ticks are
 * for deadlines, so that nothing expires early or late because somebody set the clock.
 */
@NullMarked
package io.slmmesh.broker.clock;

import org.jspecify.annotations.NullMarked;
