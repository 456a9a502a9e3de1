/**
 * How a command talks to the broker: {@link io.slmmesh.cli.call.BrokerCall} sends operations of the
 * table over the call face ({@code docs/wire.md}), and gives back the JSON object that HTTP answers
 * with, untouched. What always holds: a call that changes something is done once, also when the
 * broker dies under it; messages count as read only after the command has written them.
 */
@NullMarked
package io.slmmesh.cli.call;

import org.jspecify.annotations.NullMarked;
