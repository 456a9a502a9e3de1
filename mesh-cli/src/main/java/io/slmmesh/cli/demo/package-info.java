/**
 * {@code slm-mesh demo}: a mesh of its own in a temporary directory and two real agent sessions in
 * it, which do before the user's eyes what agents do. Everything shown is what the sessions
 * answered; {@link io.slmmesh.cli.demo.DemoSession} is an MCP client over the real bridge. Nothing
 * remains.
 */
@NullMarked
package io.slmmesh.cli.demo;

import org.jspecify.annotations.NullMarked;
