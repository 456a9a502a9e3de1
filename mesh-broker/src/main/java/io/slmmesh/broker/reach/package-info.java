/**
 * How a message gets to an agent that does not ask for it. {@link io.slmmesh.broker.reach.Ways}
 * knows which agents can be told, and how soon; {@link io.slmmesh.broker.reach.Pusher} hands new
 * messages to the inbox of their host, which wakes an idle session and joins a busy one; {@link
 * io.slmmesh.broker.reach.HostInbox} knows the inboxes of the hosts. Only a session's own bridge,
 * the child of its host, writes there: hosts hold back what comes from anybody else. What always
 * holds: a push is a hint. The message stays unread until a tool's answer or a hook hands it out.
 */
@NullMarked
package io.slmmesh.broker.reach;

import org.jspecify.annotations.NullMarked;
