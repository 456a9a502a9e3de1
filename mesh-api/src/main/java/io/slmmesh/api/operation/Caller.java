package io.slmmesh.api.operation;

import org.jspecify.annotations.Nullable;

/**
 * Who calls. Made by the connection's identity alone; no field of a request can change it.
 *
 * @param id durable agent id
 * @param name the agent's name, unique on this machine
 * @param client detected client type, such as {@code claude-code}
 * @param directory absolute path the agent works in
 * @param repository the common git directory, the same for all worktrees of a repository; {@code
 *     null} outside one
 */
public record Caller(
    String id, String name, String client, String directory, @Nullable String repository) {
  /** What "the project" means to this agent: its repository, else its directory. */
  public String project() {
    return repository == null ? directory : repository;
  }
}
