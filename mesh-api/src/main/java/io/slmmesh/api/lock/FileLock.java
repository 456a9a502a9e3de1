package io.slmmesh.api.lock;

import io.slmmesh.api.json.Doc;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A lock that is held. */
public record FileLock(
    @Doc("canonical path") String filePath,
    @Doc("name of the holder") String lockedBy,
    String lockedById,
    Instant lockedAt,
    Instant expiresAt,
    @Nullable String reason,
    @Doc("grows with every grant") long fencingToken) {}
