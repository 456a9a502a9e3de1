/** What the mesh says about itself. */
@NullMarked
package io.slmmesh.broker.status;

import org.jspecify.annotations.NullMarked;
