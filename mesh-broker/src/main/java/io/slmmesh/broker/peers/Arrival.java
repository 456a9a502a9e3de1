package io.slmmesh.broker.peers;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An agent that joins, as its connection describes it.
 *
 * @param key durable name of the agent: the client's session or thread, else the connection's
 *     resume token
 * @param client detected client type
 * @param pid of the process that connects for it
 * @param directory where it works
 * @param name the name it wants; {@code null} if one is made up for it
 * @param lease how long it is there without a connection after each sign of life; {@code null} for
 *     an agent whose connection tells that it is there
 * @param resumes whether it goes on where it was: then it works in the directory it had, which only
 *     one of its calls may have told
 */
public record Arrival(
    String key,
    String client,
    long pid,
    Path directory,
    @Nullable String name,
    @Nullable Duration lease,
    boolean resumes) {
  /** An agent on a connection of its own, with a made-up name. */
  public static Arrival connected(String key, String client, long pid, Path directory) {
    return new Arrival(key, client, pid, directory, null, null, false);
  }

  /** An agent without a connection, there for {@code lease} after each sign of life. */
  static Arrival leased(
      String key, String client, long pid, Path directory, @Nullable String name, Duration lease) {
    return new Arrival(key, client, pid, directory, name, lease, false);
  }

  /** The same agent on the successor of its connection. */
  public Arrival resuming() {
    return new Arrival(key, client, pid, directory, name, lease, true);
  }
}
