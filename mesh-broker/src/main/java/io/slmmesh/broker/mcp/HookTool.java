package io.slmmesh.broker.mcp;

import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.json.JsonText;
import io.slmmesh.api.operation.Call;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.broker.ops.Dispatcher;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code mesh_hook}: a client's hook as a tool call on the session's own connection. It is not
 * listed, for it is nothing for a model. Clients fill in texts only, so its arguments are flat, and
 * an empty text is one that was not there.
 */
final class HookTool implements Tool {
  private static final List<String> OF_THE_TOOL = List.of("file_path", "notebook_path", "command");

  private final Dispatcher dispatcher;

  HookTool(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  @Override
  public String name() {
    return Operations.HOOK.tool();
  }

  @Override
  public JsonText shown() {
    return new JsonText(Json.text(Tools.describe(Operations.HOOK)));
  }

  @Override
  public boolean mayWait(JsonObject params) {
    return false;
  }

  @Override
  public JsonObject call(ToolCall toolCall) throws InterruptedException {
    JsonObject params = toolCall.params();
    ToolCall.Origin origin = toolCall.origin();
    try {
      Caller caller = toolCall.audience().caller(params.object("_meta"));
      var call = new Call(caller, origin.allowance(), null, origin.waited(), origin.receipts());
      var hook = dispatcher.dispatch(Operations.HOOK, call, input(params.object("arguments")));
      return result(Json.text(hook.answer()), false);
    } catch (MeshException e) {
      return result(String.valueOf(e.getMessage()), true);
    }
  }

  private static JsonObject result(String text, boolean isError) {
    var content = List.of(JsonObject.of("type", "text", "text", text));
    return JsonObject.of("content", content, "isError", isError);
  }

  private static JsonObject input(JsonObject arguments) {
    var payload = new LinkedHashMap<String, @Nullable Object>();
    var ofTheTool = new LinkedHashMap<String, @Nullable Object>();
    for (Map.Entry<String, @Nullable Object> each : arguments.members().entrySet()) {
      if (!"".equals(each.getValue())) {
        (OF_THE_TOOL.contains(each.getKey()) ? ofTheTool : payload)
            .put(each.getKey(), each.getValue());
      }
    }
    payload.put("tool_input", JsonObject.of(ofTheTool));
    return JsonObject.of(
        "client",
        payload.remove("client"),
        "event",
        payload.remove("event"),
        "payload",
        JsonObject.of(payload));
  }
}
