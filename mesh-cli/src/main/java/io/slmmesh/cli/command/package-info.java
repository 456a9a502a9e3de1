/**
 * The words of {@code slm-mesh}, one class each, and {@link io.slmmesh.cli.command.Cli}, which
 * builds what the given word needs and turns every ending into an exit code ({@link
 * io.slmmesh.cli.command.Exit}). A command has no rule of its own: it sends operations of the table
 * and shows the answers, for programs as they came ({@code --json}), for people by {@link
 * io.slmmesh.cli.view}.
 */
@NullMarked
package io.slmmesh.cli.command;

import org.jspecify.annotations.NullMarked;
