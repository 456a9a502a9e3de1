/**
 * Real coding agents, run without an account: {@link io.slmmesh.it.client.StubModel} is the model
 * they talk to and answers from a script, so that a test decides what the model does and sees all
 * that the client tells it. {@link io.slmmesh.it.client.Stage} runs one client with a home and a
 * mesh of its own; what is known of each client stands in its {@link io.slmmesh.it.client.Client}.
 * {@link io.slmmesh.it.client.Terminal} is where its form for people runs. {@link
 * io.slmmesh.it.client.LockedFile}, {@link io.slmmesh.it.client.RunningTurn} and {@link
 * io.slmmesh.it.client.IdleSession} are what is played there.
 *
 * <p>What always holds: a client reaches the loopback interface only, and is ended with all its
 * descendants when its time is over.
 */
@NullMarked
package io.slmmesh.it.client;

import org.jspecify.annotations.NullMarked;
