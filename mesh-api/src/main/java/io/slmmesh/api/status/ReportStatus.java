package io.slmmesh.api.status;

/** Input of {@code mesh_status}: nothing. */
public record ReportStatus() {}
