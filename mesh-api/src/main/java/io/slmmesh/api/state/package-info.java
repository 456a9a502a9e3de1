/**
 * Shared values under a namespace, with version and author, and their event. The event never holds
 * the value.
 */
@NullMarked
package io.slmmesh.api.state;

import org.jspecify.annotations.NullMarked;
