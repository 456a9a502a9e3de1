/**
 * The program {@code slm-mesh}: what runs per session and per command.
 *
 * <p>The launcher calls {@link io.slmmesh.cli.Main}. What always holds: for {@code mcp} nothing is
 * loaded but the bridge, because every agent session pays for it; for everything else a word that
 * is not known ends with usage on stderr and code 2.
 */
@NullMarked
package io.slmmesh.cli;

import org.jspecify.annotations.NullMarked;
