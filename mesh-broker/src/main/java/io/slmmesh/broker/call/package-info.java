/**
 * The face of the command line: a connection whose hello says {@code face=call} carries one
 * operation a line, answered with the JSON object that HTTP answers with ({@code docs/wire.md}).
 * {@link io.slmmesh.broker.call.Visitor} tells who a command is: an observer, a named agent of the
 * user, or an agent that ends with the command. A command can never act as an agent that has a
 * session of its own.
 */
@NullMarked
package io.slmmesh.broker.call;

import org.jspecify.annotations.NullMarked;
