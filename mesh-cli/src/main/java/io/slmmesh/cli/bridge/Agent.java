package io.slmmesh.cli.bridge;

import java.io.OutputStream;
import java.nio.channels.ReadableByteChannel;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The agent as the bridge sees it.
 *
 * @param input brings the agent's lines
 * @param output takes lines for the agent and nothing else, without a buffer
 * @param gone whether the process that started the bridge has ended
 * @param hungUp whether the agent has closed its end, read or not; costly to ask
 * @param notes takes one-line notes for people
 */
record Agent(
    ReadableByteChannel input,
    OutputStream output,
    BooleanSupplier gone,
    BooleanSupplier hungUp,
    Consumer<String> notes) {}
