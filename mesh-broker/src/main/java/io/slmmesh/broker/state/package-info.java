/** Values shared by the agents of a project, with a quota for each namespace. */
@NullMarked
package io.slmmesh.broker.state;

import org.jspecify.annotations.NullMarked;
