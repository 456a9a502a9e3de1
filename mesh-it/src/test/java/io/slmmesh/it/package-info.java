/**
 * The mesh from outside: every test starts the shipped image as real processes, talks MCP to its
 * bridges and kills what a bad day would kill. Nothing here looks into the code under test; {@link
 * io.slmmesh.it.mesh} is the way in. What always holds, in every test: stdout of a bridge carries
 * JSON-RPC lines only, no request is answered twice, and the broker's log knows of no failure that
 * the test did not provoke.
 */
@NullMarked
package io.slmmesh.it;

import org.jspecify.annotations.NullMarked;
