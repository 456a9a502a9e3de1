package io.slmmesh.it.client;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One request to the model: what it may call, what its calls gave, and the body as it came. */
public record Asked(
    String path, JsonObject body, List<String> tools, List<Dialect.Result> results) {

  /** The body as JSON: all that the model knows. */
  public String text() {
    return Json.text(body);
  }

  /** The full name under which a tool is offered, such as {@code mcp__slm-mesh__mesh_inbox}. */
  public Optional<String> offered(String tool) {
    return tools.stream().filter(name -> name.endsWith(tool)).findFirst();
  }

  /** The full name of a tool wherever the request speaks of it: it need not be loaded. */
  public Optional<String> named(String tool) {
    String lines = text().replace("\\n", "\n");
    Matcher found = Pattern.compile("[\\w-]+__" + tool + "\\b").matcher(lines);
    return found.find() ? Optional.of(found.group()) : offered(tool);
  }

  /** What the latest call of a tool gave back. */
  public Optional<String> resultOf(String tool) {
    return results.reversed().stream()
        .filter(result -> result.call().endsWith(tool))
        .map(Dialect.Result::text)
        .findFirst();
  }
}
