package io.slmmesh.api.state;

import io.slmmesh.api.json.Doc;
import java.time.Instant;

/** A shared value: version 1 at first, one more at each set. */
public record StateEntry(
    String key,
    String namespace,
    String value,
    long version,
    @Doc("name of the agent that set it") String updatedBy,
    Instant updatedAt) {}
