package io.slmmesh.api.peer;

/** Input of {@code POST /heartbeat}: nothing but who it is. */
public record KeepAlive() {}
