/**
 * The mesh inside a client's session, by the client's hooks: {@link io.slmmesh.broker.hook.Hooks}
 * asks the guard before an edit, hands out mail where the model will see it, and frees what a turn
 * claimed. {@link io.slmmesh.broker.hook.Dialect} knows how each client writes its moments and
 * answers; {@link io.slmmesh.broker.hook.HookCallers} whose session it is. The faces {@code call},
 * {@code http} and {@code mcp} bring the same operation here. A hook that can't be answered never
 * stops the agent.
 */
@NullMarked
package io.slmmesh.broker.hook;

import org.jspecify.annotations.NullMarked;
