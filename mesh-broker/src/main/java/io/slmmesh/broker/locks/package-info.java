/**
 * Who may edit which file. {@link io.slmmesh.broker.locks.Locks} grants and ends locks; {@link
 * io.slmmesh.broker.locks.PathKey} makes every spelling of a path one key; {@link
 * io.slmmesh.broker.locks.Deadlines} lets them end by monotonic time. A lock ends with its release,
 * its time, or its holder.
 */
@NullMarked
package io.slmmesh.broker.locks;

import org.jspecify.annotations.NullMarked;
