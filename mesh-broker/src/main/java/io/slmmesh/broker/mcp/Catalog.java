package io.slmmesh.broker.mcp;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.json.JsonText;
import io.slmmesh.broker.rpc.RpcException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the server offers: tools and prompts, in the order in which they are shown.
 *
 * @param unlisted tools that are called by clients and not by models
 */
public record Catalog(List<Tool> tools, List<Tool> unlisted, List<Prompt> prompts) {
  public Catalog {
    tools = List.copyOf(tools);
    unlisted = List.copyOf(unlisted);
    prompts = List.copyOf(prompts);
  }

  /** What the mesh offers. */
  public static Catalog of(Tools tools) {
    return new Catalog(tools.all(), tools.unlisted(), Prompts.ALL);
  }

  /** This and more. */
  public Catalog and(List<? extends Tool> moreTools, List<? extends Prompt> morePrompts) {
    return new Catalog(
        Stream.concat(tools.stream(), moreTools.stream()).toList(),
        unlisted,
        Stream.concat(prompts.stream(), morePrompts.stream()).toList());
  }

  /**
   * Makes what clients ask for soon after their first answer, so that they need not wait for it.
   */
  public void foresee() {
    List<JsonText> _ = shownTools();
  }

  List<JsonText> shownTools() {
    return tools.stream().map(Tool::shown).toList();
  }

  List<JsonObject> shownPrompts() {
    return prompts.stream().map(Prompt::shown).toList();
  }

  /** The tool that a {@code tools/call} names. */
  Tool tool(JsonObject params) throws RpcException {
    Tool tool = find(params);
    if (tool == null) {
      throw new RpcException(
          RpcException.INVALID_PARAMS,
          "unknown tool; this server has "
              + tools.stream().map(Tool::name).sorted().collect(Collectors.joining(", ")));
    }
    return tool;
  }

  /** Whether a request needs a thread of its own. */
  boolean mayWait(JsonObject params) {
    Tool tool = find(params);
    return tool != null && tool.mayWait(params);
  }

  private @Nullable Tool find(JsonObject params) {
    String name = params.text("name");
    return Stream.concat(tools.stream(), unlisted.stream())
        .filter(tool -> tool.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** The answer to {@code prompts/get}. */
  JsonObject prompt(JsonObject params) throws RpcException {
    String name = params.text("name");
    for (Prompt prompt : prompts) {
      if (prompt.name().equals(name)) {
        return prompt.get(params.object("arguments"));
      }
    }
    throw new RpcException(
        RpcException.INVALID_PARAMS, "unknown prompt; this server has " + Prompts.names(prompts));
  }
}
