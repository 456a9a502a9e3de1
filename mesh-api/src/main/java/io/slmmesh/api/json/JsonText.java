package io.slmmesh.api.json;

/**
 * JSON that is already text: {@link Json} writes it as it stands. Only for text that came out of
 * {@link Json} before.
 */
public record JsonText(String value) {}
