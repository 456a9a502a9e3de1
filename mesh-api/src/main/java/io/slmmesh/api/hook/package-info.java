/**
 * What a client's hook asks the mesh, and what it is told. A hook is a program, a request or a tool
 * call that a client makes by itself at certain moments of a session: before it edits a file, after
 * a tool has run, when a turn ends. Its input is the client's own JSON object, and so is its
 * answer.
 */
@NullMarked
package io.slmmesh.api.hook;

import org.jspecify.annotations.NullMarked;
