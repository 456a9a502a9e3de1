/**
 * Locks on files: one file is one lock, however it is spelled. A lock that somebody else holds is
 * an answer with the holder in it, not an error.
 */
@NullMarked
package io.slmmesh.api.lock;

import org.jspecify.annotations.NullMarked;
