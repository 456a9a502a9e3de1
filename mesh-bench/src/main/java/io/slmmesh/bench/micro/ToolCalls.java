package io.slmmesh.bench.micro;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Allowance;
import io.slmmesh.api.operation.CallKey;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.api.operation.Receipts;
import io.slmmesh.broker.mcp.Audience;
import io.slmmesh.broker.mcp.Tool;
import io.slmmesh.broker.mcp.ToolCall;
import io.slmmesh.broker.rpc.RpcException;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From the parameters of a {@code tools/call} to its result, of one agent among ten. */
@State(Scope.Benchmark)
public class ToolCalls extends Measured {
  private static final int OTHERS = 9;

  private final Mesh mesh = new Mesh();
  private final Caller me = mesh.join("me");
  private final Tool peers = mesh.tool("mesh_peers");
  private final Tool state = mesh.tool("mesh_state");
  private final Tool hook = mesh.tool("mesh_hook");
  private final JsonObject listing = arguments("scope", "machine");
  private final JsonObject setting = arguments("action", "set", "key", "build", "value", "green");
  private final JsonObject editing =
      arguments(
          "client",
          "claude-code",
          "event",
          "PreToolUse",
          "cwd",
          me.directory(),
          "tool_name",
          "Edit",
          "file_path",
          me.directory() + "/a.c");
  private long number;

  public ToolCalls() {
    for (int i = 0; i < OTHERS; i++) {
      Caller _ = mesh.join("other" + i);
    }
  }

  private static JsonObject arguments(Object... namesAndValues) {
    return JsonObject.of("arguments", JsonObject.of(namesAndValues));
  }

  @TearDown
  public void close() throws IOException {
    mesh.close();
  }

  @Benchmark
  public JsonObject read() throws RpcException, InterruptedException {
    return call(peers, listing);
  }

  @Benchmark
  public JsonObject durableWrite() throws RpcException, InterruptedException {
    return call(state, setting);
  }

  @Benchmark
  public JsonObject hookOfHeldFile() throws RpcException, InterruptedException {
    return call(hook, editing);
  }

  private JsonObject call(Tool tool, JsonObject params) throws RpcException, InterruptedException {
    // As a session does it: each call has a number, and all before it are done.
    var key = new CallKey("me", ++number, number - 1);
    var origin =
        new ToolCall.Origin(key, Allowance.SESSION, Duration.ZERO, new Receipts(), _ -> {});
    JsonObject result = tool.call(new ToolCall(params, new OneAgent(me), origin));
    if (!Boolean.FALSE.equals(result.get("isError"))) {
      throw new IllegalStateException("refused: " + result);
    }
    return result;
  }

  /** A connection on which everything has been said that is said before the first call. */
  private record OneAgent(Caller agent) implements Audience {
    @Override
    public void introduced(@Nullable String clientName, boolean initialized) {}

    @Override
    public boolean initialized() {
      return true;
    }

    @Override
    public Caller caller(JsonObject meta) {
      return agent;
    }
  }
}
