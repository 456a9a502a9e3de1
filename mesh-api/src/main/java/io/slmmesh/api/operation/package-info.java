/**
 * What the mesh can do, each operation defined once. {@link io.slmmesh.api.operation.Operations} is
 * the table: one row holds every public name of an operation, its input record (whose schema and
 * limits it is) and its output record. The faces (MCP, HTTP, CLI) are loops over the table; the
 * broker binds one handler to each row. {@link io.slmmesh.api.operation.Caller} is who calls: fixed
 * by the connection, never taken from a request.
 */
@NullMarked
package io.slmmesh.api.operation;

import org.jspecify.annotations.NullMarked;
