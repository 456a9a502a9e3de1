/**
 * The guard in git: {@link io.slmmesh.cli.guard.CommitHook} puts a {@code pre-commit} hook where
 * git looks for it and takes it out again, beside whatever hook is there; {@link
 * io.slmmesh.cli.guard.Repository} asks git itself what a commit holds. Whose files they are is
 * decided by the broker.
 */
@NullMarked
package io.slmmesh.cli.guard;

import org.jspecify.annotations.NullMarked;
