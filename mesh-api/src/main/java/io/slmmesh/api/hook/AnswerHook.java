package io.slmmesh.api.hook;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.json.Limit;

/**
 * A moment in a client's session, told by one of its hooks.
 *
 * @param client whose hook it is, such as {@code claude-code}; decides how {@code payload} is read
 *     and how the answer is written
 * @param event the client's own name of the moment, such as {@code PreToolUse}
 * @param payload what the client gives to its hooks, as it gave it
 */
public record AnswerHook(
    @Limit(chars = 40) String client, @Limit(chars = 60) String event, JsonObject payload) {}
