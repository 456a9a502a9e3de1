package io.slmmesh.api.event;

import io.slmmesh.api.json.Doc;
import io.slmmesh.api.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An event in the log. */
public record LoggedEvent(
    @Doc("place in the log, without gaps") long seq,
    EventType type,
    JsonObject payload,
    @Doc("agent that caused it") @Nullable String emittedBy,
    Instant createdAt) {}
