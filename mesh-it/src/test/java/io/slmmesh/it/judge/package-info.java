/**
 * Judges nobody here wrote: the official MCP SDKs as clients of the install image. {@link
 * io.slmmesh.it.judge.JavaSdkAgent} is a session of the Java SDK; {@link
 * io.slmmesh.it.judge.NodeProject} runs those of the TypeScript SDKs, which stand in {@code
 * src/test/node}. Nothing here speaks MCP itself: what the SDKs refuse is refused.
 */
@NullMarked
package io.slmmesh.it.judge;

import org.jspecify.annotations.NullMarked;
