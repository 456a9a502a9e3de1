package io.slmmesh.broker.docs;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.json.Schemas;
import io.slmmesh.api.operation.Effect;
import io.slmmesh.api.operation.Operation;
import io.slmmesh.api.operation.Operations;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/operations.md} and {@code docs/catalog.json} are made from {@link Operations}. */
class OperationsPageTest {
  private static final String HEAD =
      """
      # Operations
      What the mesh can do, with every public name of each operation. One table for all faces, generated from `mesh-api` `operation/Operations`; `catalog.json` beside it says the
      same to programs. Over HTTP an answer is an object with `ok: true` and the result's members, or `ok: false` with `code` and `error`; a result that says no (a held lock) is
      status 409 with all its members.
      """;

  @Test
  void operationsPageIsThatOfTheTable() throws IOException {
    var page = new StringBuilder(HEAD);
    section(page, "For agents", Operations.ALL);
    section(page, "To become an agent over HTTP", Operations.MEMBERSHIP);
    section(page, "For the machine's user, by command", Operations.CONTROL);
    Golden.check("docs/operations.md", page.toString());
  }

  @Test
  void catalogIsThatOfTheTable() throws IOException {
    List<JsonObject> rows = Operations.BOUND.stream().map(OperationsPageTest::row).toList();
    String lines = rows.stream().map(Json::text).collect(Collectors.joining(",\n  "));
    Golden.check("docs/catalog.json", "[\n  " + lines + "\n]\n");
  }

  private static JsonObject row(Operation<?, ?> operation) {
    return JsonObject.of(
        "name", operation.name(),
        "effect", Json.wireName(operation.effect()),
        "tool", nullIfEmpty(operation.tool()),
        "route", nullIfEmpty(operation.route()),
        "command", nullIfEmpty(operation.command()),
        "actor", operation.actor(),
        "aliases", new TreeMap<>(operation.aliases()),
        "input", Schemas.input(operation.input()),
        "output", Schemas.output(operation.output()));
  }

  private static String nullIfEmpty(String text) {
    return text.isEmpty() ? null : text;
  }

  private static void section(StringBuilder page, String title, List<Operation<?, ?>> operations) {
    page.append("\n## ").append(title).append('\n');
    for (Operation<?, ?> operation : operations) {
      page.append("\n### ").append(operation.title()).append('\n');
      page.append(operation.says()).append("\n\n").append(names(operation)).append('\n');
      table(page, "parameter", Schemas.input(operation.input()));
      table(page, "result", Schemas.output(operation.output()));
    }
  }

  private static String names(Operation<?, ?> operation) {
    var names = new ArrayList<String>();
    if (!operation.tool().isEmpty()) {
      names.add("tool `" + operation.tool() + "`");
    }
    if (!operation.route().isEmpty()) {
      names.add("`POST " + operation.route() + "`" + asWhom(operation));
    }
    if (!operation.command().isEmpty()) {
      names.add("`slm-mesh " + operation.command() + "`");
    }
    names.add(operation.effect() == Effect.READ ? "only reads" : "changes something");
    return String.join(" · ", names);
  }

  private static String asWhom(Operation<?, ?> operation) {
    String also =
        new TreeMap<>(operation.aliases())
            .entrySet().stream()
                .filter(alias -> !alias.getValue().equals(Operation.IGNORED))
                .map(alias -> "`" + alias.getKey() + "` for `" + alias.getValue() + "`")
                .collect(Collectors.joining(", "));
    String actor = operation.equals(Operations.REGISTER) ? "" : " as `" + operation.actor() + "`";
    return actor + (also.isEmpty() ? "" : " (also " + also + ")");
  }

  private static void table(StringBuilder page, String what, JsonObject schema) {
    Map<String, ?> properties = schema.object("properties").members();
    if (properties.isEmpty()) {
      return;
    }
    List<?> required = schema.get("required") instanceof List<?> list ? list : List.of();
    page.append("\n| ").append(what).append(" | type | | |\n|---|---|---|---|\n");
    properties.forEach((name, property) -> {
      JsonObject of = (JsonObject) property;
      page.append("| `")
          .append(name)
          .append("` | ")
          .append(type(of))
          .append(" | ")
          .append(required.contains(name) ? "always" : limits(of))
          .append(" | ")
          .append(of.text("description") == null ? "" : of.text("description"))
          .append(" |\n");
    });
  }

  private static String type(JsonObject property) {
    if (property.get("enum") instanceof List<?> names) {
      return names.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
    if ("array".equals(property.get("type"))) {
      return "list of " + type(property.object("items"));
    }
    if ("object".equals(property.get("type")) && property.has("properties")) {
      return "object: " + String.join(", ", property.object("properties").members().keySet());
    }
    return property.get("type") instanceof List<?> types
        ? types.stream().map(String::valueOf).collect(Collectors.joining(" or "))
        : String.valueOf(property.get("type"));
  }

  private static String limits(JsonObject property) {
    var limits = new ArrayList<String>();
    if (property.has("minimum") || property.has("maximum")) {
      limits.add(
          property.get("minimum")
              + " to "
              + (property.has("maximum") ? property.get("maximum") : "…"));
    }
    if (property.has("maxLength")) {
      limits.add("≤ " + property.get("maxLength") + " characters");
    }
    if (property.has("default")) {
      limits.add("default " + property.get("default"));
    }
    return String.join(", ", limits);
  }
}
