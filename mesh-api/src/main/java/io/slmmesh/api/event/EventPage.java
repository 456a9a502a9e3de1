package io.slmmesh.api.event;

import io.slmmesh.api.json.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Output of {@code mesh_events}. */
public record EventPage(
    List<LoggedEvent> events,
    @Doc("continue after this one: since") long lastSeq,
    @Doc("more match; call again") boolean more,
    @Doc("what you are subscribed to") List<EventType> subscribed,
    @Doc("events before this one are no longer kept, and you asked for some of them")
        @Nullable Long compactedBefore) {}
