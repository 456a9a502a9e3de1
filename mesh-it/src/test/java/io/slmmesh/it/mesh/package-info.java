/**
 * The processes under test. {@link io.slmmesh.it.mesh.Mesh} is a data directory of its own with the
 * broker that serves it, {@link io.slmmesh.it.mesh.Agent} one session: the bridge it started, and
 * MCP with it over real pipes, as {@link io.slmmesh.it.mesh.Launch} describes it. Tests call these;
 * they end every process they started, each by its id, and complain in {@code close} about what no
 * session may ever see.
 */
@NullMarked
package io.slmmesh.it.mesh;

import org.jspecify.annotations.NullMarked;
