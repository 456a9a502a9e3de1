package io.slmmesh.api.control;

/** Output of {@code slm-mesh stop}: which process is about to end. */
public record BrokerStopping(long pid) {}
