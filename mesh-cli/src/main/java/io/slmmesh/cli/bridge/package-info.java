/**
 * The bridge, one small process per agent session: it carries lines between the agent's pipes and
 * the broker's socket, and keeps the session alive while brokers come and go.
 *
 * <p>{@link io.slmmesh.cli.Main} starts it. Three threads: one reads the agent, one reads the
 * broker and reconnects, the main one writes to the broker, so that neither reader ever waits for a
 * broker that does not read; the first one writes a line itself where that cannot block. What
 * always holds: no line is looked into, no answer is begun on stdout before it was read whole, what
 * is unanswered is kept and sent again, and nothing outside the JDK and {@code api.link} is used.
 */
@NullMarked
package io.slmmesh.cli.bridge;

import org.jspecify.annotations.NullMarked;
