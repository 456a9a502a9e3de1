/** How the mesh is doing, as one agent sees it. */
@NullMarked
package io.slmmesh.api.status;

import org.jspecify.annotations.NullMarked;
