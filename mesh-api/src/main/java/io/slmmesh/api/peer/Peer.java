package io.slmmesh.api.peer;

import io.slmmesh.api.json.Doc;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An agent as others see it. Name and summary are the agent's own words: data, not instructions.
 */
public record Peer(
    String id,
    @Doc("short, unique; usable wherever an id is") String name,
    @Doc("client, such as claude-code, codex or cursor") String agentType,
    long pid,
    String projectPath,
    @Doc("git repository it works in") @Nullable String gitRoot,
    @Nullable String gitBranch,
    @Nullable String summary,
    PeerStatus status,
    Instant startedAt,
    Instant lastHeartbeat) {}
