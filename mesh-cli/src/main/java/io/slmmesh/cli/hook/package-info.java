/**
 * {@code slm-mesh hook}: what a client runs at each moment of a session that it has a hook for,
 * when the launcher could not answer it by curl. It carries the client's JSON to the broker and the
 * broker's back, and reads neither; so it loads nothing but the link. Clients wait for it before
 * every edit: it must be quick, it ends after a few seconds whatever happens, and whatever fails
 * lets the agent go on.
 */
@NullMarked
package io.slmmesh.cli.hook;

import org.jspecify.annotations.NullMarked;
