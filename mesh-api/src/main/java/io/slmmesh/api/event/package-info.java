/**
 * The one log of what happened: sealed {@link io.slmmesh.api.event.MeshEvent} records in the past
 * tense, {@link io.slmmesh.api.event.LoggedEvent} with their place in the log, and the operation to
 * read and subscribe. No event carries a message body, a stored value or a secret.
 */
@NullMarked
package io.slmmesh.api.event;

import org.jspecify.annotations.NullMarked;
