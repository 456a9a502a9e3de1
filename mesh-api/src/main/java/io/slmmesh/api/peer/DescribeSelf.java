package io.slmmesh.api.peer;

import io.slmmesh.api.json.Limit;

/** Input of {@code mesh_summary}; an empty text clears it. */
public record DescribeSelf(@Limit(chars = 2500) String summary) {}
