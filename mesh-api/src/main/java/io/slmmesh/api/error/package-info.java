/**
 * The closed set of refusals and failures of the mesh. Rules and stores throw {@link
 * io.slmmesh.api.error.MeshException}; each face maps its {@link io.slmmesh.api.error.ErrorCode}
 * once (tool error, HTTP status, exit code). A message names the thing, the limit and the next
 * step, and may be shown to a person or a model as it is. An expected alternative, such as a lock
 * that somebody else holds, is an outcome and never an error.
 */
@NullMarked
package io.slmmesh.api.error;

import org.jspecify.annotations.NullMarked;
