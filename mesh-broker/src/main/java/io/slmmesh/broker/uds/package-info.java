/**
 * The Unix domain socket. {@link io.slmmesh.broker.uds.UdsFace} accepts connections of our own user
 * only, reads the hello and hands the connection to the face it asks for.
 */
@NullMarked
package io.slmmesh.broker.uds;

import org.jspecify.annotations.NullMarked;
