/**
 * How a message gets to an agent that does not ask for it. {@link io.slmmesh.broker.reach.Ways}
 * knows which agents can be told, and how soon; {@link io.slmmesh.broker.reach.Pusher} hands new
 * messages to their host, which wakes an idle session; {@link io.slmmesh.broker.reach.Openings}
 * finds what a connection's host takes them by. {@link io.slmmesh.broker.reach.HostInbox} knows the
 * inboxes: only a session's own bridge, the child of its host, writes there, for hosts hold back
 * what comes from anybody else. {@link io.slmmesh.broker.reach.CodexQueue} runs a command of the
 * host. What always holds: a push is a hint. The message stays unread until a tool's answer or a
 * hook hands it out.
 */
@NullMarked
package io.slmmesh.broker.reach;

import org.jspecify.annotations.NullMarked;
