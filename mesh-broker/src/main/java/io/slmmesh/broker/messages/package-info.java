/**
 * Mail between agents. {@link io.slmmesh.broker.messages.Messages} sends and hands out; {@link
 * io.slmmesh.broker.messages.HandedOut} remembers what is on its way to an agent, so that a page
 * that was not yet written to it is not handed out a second time. Read means: the answer that
 * carried the message was written to the agent.
 */
@NullMarked
package io.slmmesh.broker.messages;

import org.jspecify.annotations.NullMarked;
