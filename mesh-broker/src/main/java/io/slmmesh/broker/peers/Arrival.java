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
 */
public record Arrival(
    String key,
    String client,
    long pid,
    Path directory,
    @Nullable String name,
    @Nullable Duration lease) {
  /** An agent on a connection of its own, with a made-up name. */
  public static Arrival connected(String key, String client, long pid, Path directory) {
    return new Arrival(key, client, pid, directory, null, null);
  }
}
