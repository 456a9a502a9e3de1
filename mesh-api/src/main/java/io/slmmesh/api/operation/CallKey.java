package io.slmmesh.api.operation;

/**
 * Names one call of one session, so that it has its effect once however often it is sent.
 *
 * @param session the session's resume token
 * @param number place of the call in the session
 * @param done every call of the session up to this number has been answered for good
 */
public record CallKey(String session, long number, long done) {}
