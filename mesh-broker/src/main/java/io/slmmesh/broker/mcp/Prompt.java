package io.slmmesh.broker.mcp;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.broker.rpc.RpcException;

/** A text that a person has the client send to its model: a slash command in most clients. */
public interface Prompt {
  String name();

  /** How {@code prompts/list} shows it. */
  JsonObject shown();

  /**
   * The result of {@code prompts/get}.
   *
   * @throws RpcException {@code INVALID_PARAMS} that names the argument
   */
  JsonObject get(JsonObject arguments) throws RpcException;
}
