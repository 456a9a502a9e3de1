package io.slmmesh.api.peer;

import io.slmmesh.api.json.Doc;

/** Output of {@code POST /register}. */
public record Registration(
    String peerId,
    String name,
    @Doc("a bearer token that can act as this agent and as no other; shown once") String peerToken,
    @Doc("seconds of silence after which the agent has left") long leaveAfterSeconds) {}
