/**
 * JSON-RPC 2.0 without MCP: {@link io.slmmesh.broker.rpc.RpcMessage} from JSON, {@link
 * io.slmmesh.broker.rpc.RpcException} for protocol errors, {@link io.slmmesh.broker.rpc.Replies}
 * back to JSON, and {@link io.slmmesh.broker.rpc.FrameChannel}, the socket with its frames.
 */
@NullMarked
package io.slmmesh.broker.rpc;

import org.jspecify.annotations.NullMarked;
