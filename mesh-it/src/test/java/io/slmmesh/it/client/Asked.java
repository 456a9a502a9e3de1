package io.slmmesh.it.client;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One request to the model: when it came, what it may call, what its calls gave, and the body as it
 * came.
 */
public record Asked(
    Instant at, String path, JsonObject body, List<String> tools, List<Dialect.Result> results) {
  private static final Pattern NAME = Pattern.compile("mcp__slm[-_]mesh__mesh_[a-z]+\\b");

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
    return named().stream().filter(name -> name.endsWith(tool)).findFirst();
  }

  /** The full names of all tools of the mesh that the request speaks of. */
  public Set<String> named() {
    return NAME.matcher(text().replace("\\n", "\n"))
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What the latest call of a tool gave back. */
  public Optional<String> resultOf(String tool) {
    return results.reversed().stream()
        .filter(result -> result.call().endsWith(tool))
        .map(Dialect.Result::text)
        .findFirst();
  }
}
