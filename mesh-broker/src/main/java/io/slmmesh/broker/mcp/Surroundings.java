package io.slmmesh.broker.mcp;

import io.slmmesh.broker.clock.MeshClock;
import io.slmmesh.broker.life.Clockwork;
import io.slmmesh.broker.ops.Acknowledgements;
import io.slmmesh.broker.peers.Peers;
import io.slmmesh.broker.reach.Pusher;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What every connection shares.
 *
 * @param joinAfter how long a connection lasts before its agent joins without a call
 * @param grace how long the agents of a connection that the broker itself ended are expected back
 * @param connectionEnded told each agent that lived on a connection that ended
 */
public record Surroundings(
    Catalog catalog,
    Peers peers,
    Pusher pusher,
    Acknowledgements acknowledgements,
    Clockwork clockwork,
    MeshClock clock,
    Duration joinAfter,
    Duration grace,
    Consumer<String> connectionEnded) {}
