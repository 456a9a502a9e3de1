package io.slmmesh.api.event;

import org.jspecify.annotations.Nullable;

/** An event that was committed, with its place in the log. */
public record Published(long seq, MeshEvent event, @Nullable String emittedBy) {}
