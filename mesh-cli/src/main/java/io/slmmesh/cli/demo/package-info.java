/**
 * {@code slm-mesh demo}: a mesh of its own in a temporary directory and two real agent sessions in
 * it, which do before the user's eyes what agents do. Everything shown is what the sessions
 * answered. Nothing remains.
 */
@NullMarked
package io.slmmesh.cli.demo;

import org.jspecify.annotations.NullMarked;
