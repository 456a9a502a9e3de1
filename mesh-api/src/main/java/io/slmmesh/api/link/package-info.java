/**
 * How the two ends of a session find each other and what passes between them: the data directory,
 * the first line of each side, the frames, and the door that starts a broker when none answers.
 *
 * <p>The bridge, the commands and the broker call it; {@code docs/wire.md} is its contract. It uses
 * the JDK alone, because every class here is loaded at the start of every session. What always
 * holds: a line is read whole or not at all, payloads pass byte for byte, and no file or socket is
 * touched outside a directory that was checked to be ours alone.
 */
@NullMarked
package io.slmmesh.api.link;

import org.jspecify.annotations.NullMarked;
