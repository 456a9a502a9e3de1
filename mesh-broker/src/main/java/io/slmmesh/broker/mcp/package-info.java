/**
 * MCP, both eras. {@link io.slmmesh.broker.mcp.McpConnection} moves frames; {@link
 * io.slmmesh.broker.mcp.Protocol} decides for each request by which rules it is answered, {@link
 * io.slmmesh.broker.mcp.Legacy} (an initialised session, up to 2025-11-25) or {@link
 * io.slmmesh.broker.mcp.Stateless} (2026-07-28); {@link io.slmmesh.broker.mcp.Tools} shows and
 * calls the operations. {@link io.slmmesh.broker.mcp.Residents} knows which agents live on the
 * connection.
 */
@NullMarked
package io.slmmesh.broker.mcp;

import org.jspecify.annotations.NullMarked;
