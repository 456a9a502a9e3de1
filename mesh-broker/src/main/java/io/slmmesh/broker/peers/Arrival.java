package io.slmmesh.broker.peers;

import java.nio.file.Path;

/**
 * An agent that joins, as its connection describes it.
 *
 * @param key durable name of the agent: the client's session or thread, else the connection's
 *     resume token
 * @param client detected client type
 * @param pid of the process that connects for it
 * @param directory where it works
 */
public record Arrival(String key, String client, long pid, Path directory) {}
