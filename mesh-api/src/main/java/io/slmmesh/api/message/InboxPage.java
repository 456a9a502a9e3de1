package io.slmmesh.api.message;

import io.slmmesh.api.json.Doc;
import java.util.List;

/** Output of {@code mesh_inbox}. */
public record InboxPage(List<Message> messages, @Doc("more match; call again") boolean more) {}
