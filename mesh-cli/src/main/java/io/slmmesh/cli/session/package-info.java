/**
 * Agent sessions as clients open them, on a mesh that is there only for them: what the demo shows
 * and what the doctor tries. Nothing of the user's own mesh, and of a client that this runs in,
 * reaches them.
 */
@NullMarked
package io.slmmesh.cli.session;

import org.jspecify.annotations.NullMarked;
