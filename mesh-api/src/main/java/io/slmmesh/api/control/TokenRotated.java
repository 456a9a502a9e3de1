package io.slmmesh.api.control;

/** Output of {@code slm-mesh token rotate}: where the new token stands. */
public record TokenRotated(String file) {}
