package io.slmmesh.api.peer;

/** Output of {@code POST /heartbeat} and {@code POST /unregister}: who is meant. */
public record Membership(String peerId, String name) {}
