package io.slmmesh.api.control;

/** Input of {@code slm-mesh token rotate}: nothing. */
public record RotateToken() {}
