/**
 * The HTTP face, on 127.0.0.1 and on a Unix socket of the data directory: the operations of the
 * table as {@code POST} routes ({@link io.slmmesh.broker.http.OperationRoute}), the log as
 * server-sent events, and MCP. {@link io.slmmesh.broker.http.HttpFace} opens and closes it; one
 * {@link io.slmmesh.broker.http.FrontDoor} serves every request of both connectors, and its {@link
 * io.slmmesh.broker.http.Guard} decides before anything else who is let in. A credential decides
 * who calls: the owner's token may act as each program that was registered with it, a peer token as
 * one; nobody here can act as an agent with a session. Jetty is used in this package alone.
 */
@NullMarked
package io.slmmesh.broker.http;

import org.jspecify.annotations.NullMarked;
