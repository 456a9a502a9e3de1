package io.slmmesh.api.peer;

/** Input of {@code POST /unregister}: nothing but who it is. */
public record LeaveMesh() {}
