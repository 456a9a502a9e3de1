package io.slmmesh.api.operation;

import org.jspecify.annotations.Nullable;

/**
 * Who calls. Made by the connection's identity alone; no field of a request can change it.
 *
 * @param id durable agent id; empty for an observer, who belongs to the machine's user but is no
 *     agent of the mesh
 * @param name the agent's name, unique on this machine
 * @param client detected client type, such as {@code claude-code}
 * @param directory absolute path the agent works in; empty if an observer named none
 * @param repository the common git directory, the same for all worktrees of a repository; {@code
 *     null} outside one
 */
public record Caller(
    String id, String name, String client, String directory, @Nullable String repository) {
  /** Somebody who looks from {@code directory}, which may be empty, and has not joined. */
  public static Caller observer(String directory, @Nullable String repository) {
    return new Caller("", "", "", directory, repository);
  }

  /** Whether this is an agent, with a mailbox and locks of its own. */
  public boolean isAgent() {
    return !id.isEmpty();
  }

  /** What "the project" means to this agent: its repository, else its directory. */
  public String project() {
    return repository == null ? directory : repository;
  }
}
