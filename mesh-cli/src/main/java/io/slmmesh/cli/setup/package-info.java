/**
 * Registers the mesh in the configuration of the clients on this machine. {@link
 * io.slmmesh.cli.setup.Client} knows the files and shapes, {@link io.slmmesh.cli.setup.Edit} is one
 * value at one place of one file, {@link io.slmmesh.cli.setup.Document} puts it there without
 * touching a byte around it, and {@link io.slmmesh.cli.setup.Setup} decides what has to change.
 * What always holds: nothing is written that was not planned and could be shown before, a file that
 * is not understood is left alone, and what was written can be taken back.
 */
@NullMarked
package io.slmmesh.cli.setup;

import org.jspecify.annotations.NullMarked;
