package io.slmmesh.api.operation;

/**
 * One row of {@link Operations}.
 *
 * @param name stable dotted name, for logs and counters
 * @param tool name of the MCP tool
 * @param title name of the tool for people
 * @param route HTTP path
 * @param command CLI synopsis
 * @param says what it does, at most 400 bytes; models search in it
 */
public record Operation<I extends Record, O extends Record>(
    String name,
    Effect effect,
    String tool,
    String title,
    String route,
    String command,
    String says,
    Class<I> input,
    Class<O> output) {}
