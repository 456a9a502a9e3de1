/**
 * Whether an edit may begin. {@link io.slmmesh.broker.guard.Edits} finds out which files a tool
 * call is about to write, in {@link io.slmmesh.broker.guard.ShellCommand} and {@link
 * io.slmmesh.broker.guard.PatchText} where it takes reading; {@link io.slmmesh.broker.guard.Guard}
 * decides, by the locks and by who else works in the same checkout; {@link
 * io.slmmesh.broker.guard.Mode} tells what follows. Called by {@code hook}. What a command does is
 * read, never run: what can't be read counts as harmless, because a guard that is wrong too often
 * is switched off.
 */
@NullMarked
package io.slmmesh.broker.guard;

import org.jspecify.annotations.NullMarked;
