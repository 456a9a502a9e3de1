/**
 * What a command of the machine's user can ask of the broker itself: to stop, to rotate the token
 * of its HTTP face. No agent and no program over HTTP can ask for it.
 */
@NullMarked
package io.slmmesh.api.control;

import org.jspecify.annotations.NullMarked;
