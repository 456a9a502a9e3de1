package io.slmmesh.api.control;

/** Input of {@code slm-mesh stop}: nothing. */
public record StopBroker() {}
