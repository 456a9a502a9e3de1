package io.slmmesh.api.peer;

/** Output of {@code mesh_summary}: who is described, and with what. */
public record SummaryReceipt(String id, String name, String summary) {}
