package io.slmmesh.api.operation;

import java.util.Map;

/**
 * One row of {@link Operations}.
 *
 * @param name stable dotted name, for logs, counters and the command line's own calls
 * @param tool name of the MCP tool; empty if agents need none
 * @param title name of the tool for people
 * @param route HTTP path
 * @param command CLI synopsis
 * @param says what it does, at most 400 bytes; models search in it
 * @param actor the member of an HTTP body that says as which agent it is done
 * @param aliases other names of inputs in an HTTP body, each with its own name
 */
public record Operation<I extends Record, O extends Record>(
    String name,
    Effect effect,
    String tool,
    String title,
    String route,
    String command,
    String says,
    String actor,
    Map<String, String> aliases,
    Class<I> input,
    Class<O> output) {
  /** What an alias stands for whose value is accepted and not used. */
  public static final String IGNORED = "";
}
