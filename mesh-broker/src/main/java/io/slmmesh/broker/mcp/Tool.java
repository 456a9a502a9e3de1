package io.slmmesh.broker.mcp;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.json.JsonText;
import io.slmmesh.broker.rpc.RpcException;

/** Something a model can call. */
public interface Tool {
  String name();

  /** How {@code tools/list} shows it. */
  JsonText shown();

  /** Whether this call may take its time: only then it needs a thread of its own. */
  boolean mayWait(JsonObject params);

  /**
   * The result of a call. What the tool refuses is a result that says so, for the model to read.
   *
   * @throws RpcException when the call itself is no call of this tool
   * @throws InterruptedException when it was cancelled
   */
  JsonObject call(ToolCall call) throws RpcException, InterruptedException;
}
