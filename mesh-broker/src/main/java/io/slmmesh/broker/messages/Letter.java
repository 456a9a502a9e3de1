package io.slmmesh.broker.messages;

import io.slmmesh.api.message.Message;

/**
 * A message with what is known of how it came.
 *
 * @param hops how many answers came before it in its chain; 0 if it answers nothing
 * @param bySession whether its sender was known by a connection of its own; else it was named by a
 *     command or a program of the same user
 */
public record Letter(Message message, long hops, boolean bySession) {}
