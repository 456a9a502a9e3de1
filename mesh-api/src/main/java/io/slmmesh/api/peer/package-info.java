/**
 * Agents as others see them: {@link io.slmmesh.api.peer.Peer}, the operations to list them and to
 * describe oneself, and their events.
 */
@NullMarked
package io.slmmesh.api.peer;

import org.jspecify.annotations.NullMarked;
