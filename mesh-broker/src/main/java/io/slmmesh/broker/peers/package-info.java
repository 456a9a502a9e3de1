/**
 * Who is there. {@link io.slmmesh.broker.peers.Peers} lets agents join, leave and describe
 * themselves and finds them by name or id; {@link io.slmmesh.broker.peers.Presence} knows in memory
 * which of them are connected. An agent outlives its connections: its id hangs on a durable key
 * (the client's session or thread), so the same agent comes back as itself. Other features ask
 * {@code Peers}; none reads its table.
 */
@NullMarked
package io.slmmesh.broker.peers;

import org.jspecify.annotations.NullMarked;
