package io.slmmesh.it.mesh;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.json.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Everything that can be wrong with the arguments of a tool, made from its input schema: right
 * arguments in which one thing is wrong.
 */
public final class WrongArguments {
  private static final String LONG = "x".repeat((64 << 10) + 1);

  /** One value of each JSON type, and the odd numbers. */
  private static final Map<String, List<String>> VALUES =
      Map.of(
          "string", List.of("\"text\"", "\"5\"", "\"true\""),
          "integer", List.of("5", "0"),
          "number", List.of("1.5", "1e30", "123456789012345678901234567890", "-0.1"),
          "boolean", List.of("true", "false"),
          "array", List.of("[]", "[\"a\"]", "[[]]"),
          "object", List.of("{}", "{\"a\":1}"));

  private final JsonObject schema;
  private final JsonObject right;
  private final List<Wrong> all = new ArrayList<>();

  /**
   * @param field that the refusal must name
   */
  public record Wrong(String field, JsonObject arguments) {
    @Override
    public String toString() {
      String text = Json.text(arguments);
      return field + " in " + (text.length() > 150 ? text.substring(0, 150) + "…" : text);
    }
  }

  private WrongArguments(JsonObject tool, JsonObject right) {
    this.schema = tool.object("inputSchema");
    this.right = right;
  }

  /** {@code right} are arguments that the tool would take. */
  public static List<Wrong> of(JsonObject tool, JsonObject right) {
    var made = new WrongArguments(tool, right);
    made.unknownMembers();
    made.properties().forEach((name, property) -> made.property(name, (JsonObject) property));
    made.required().forEach(made::missing);
    return made.all;
  }

  /** The parameters that may be left out, whose {@code null} means just that. */
  public static List<String> optional(JsonObject tool) {
    var made = new WrongArguments(tool, JsonObject.EMPTY);
    return made.properties().keySet().stream()
        .filter(name -> !made.required().contains(name))
        .toList();
  }

  private Map<String, Object> properties() {
    return schema.object("properties").members();
  }

  private List<String> required() {
    return schema.get("required") instanceof List<?> names
        ? names.stream().map(String.class::cast).toList()
        : List.of();
  }

  private void unknownMembers() {
    for (String name : List.of("unknown", "Scope", "constructor", "fromPeer")) {
      wrong(name, name, "\"x\"");
      wrong(name, name, "null");
    }
  }

  private void missing(String name) {
    var members = new LinkedHashMap<>(right.members());
    members.remove(name);
    all.add(new Wrong(name, JsonObject.of(members)));
    wrong(name, name, "null");
  }

  private void property(String name, JsonObject property) {
    List<String> types =
        property.get("type") instanceof List<?> several
            ? several.stream().map(String.class::cast).toList()
            : List.of(Objects.requireNonNull(property.text("type")));
    VALUES.forEach((type, values) -> {
      if (!types.contains(type)) {
        values.forEach(value -> wrong(name, name, value));
      }
    });
    if (property.has("enum")) {
      badConstants().forEach(value -> wrong(name, name, value));
    } else if (types.contains("string")) {
      text(name, property);
    }
    if (types.contains("integer")) {
      number(name, property);
    }
    if (types.contains("array")) {
      items(name, property.object("items"));
    }
  }

  private static Stream<String> badConstants() {
    return Stream.of("\"\"", "\"no-such\"", "\" all\"", "\"LOCK\"", "\"null\"", quoted(LONG));
  }

  private void text(String name, JsonObject property) {
    wrong(name, name, quoted(LONG));
    if (property.get("maxLength") instanceof Long most) {
      wrong(name, name, quoted("x".repeat(most.intValue() + 1)));
      wrong(name, name, quoted("é".repeat(most.intValue() + 1)));
    }
  }

  private void number(String name, JsonObject property) {
    if (property.get("minimum") instanceof Long least) {
      wrong(name, name, "" + (least - 1));
      wrong(name, name, "" + Long.MIN_VALUE);
    }
    if (property.get("maximum") instanceof Long most) {
      wrong(name, name, "" + (most + 1));
      wrong(name, name, "4294967297");
      wrong(name, name, "" + Long.MAX_VALUE);
    }
  }

  private void items(String name, JsonObject item) {
    wrong(name, name, "[null]");
    wrong(name, name, "[5]");
    if (item.get("enum") instanceof List<?> known) {
      badConstants().forEach(value -> wrong(name, name, "[" + value + "]"));
      String one = Json.text(known.getFirst());
      wrong(name, name, "[" + one + ",\"no-such\"]");
      wrong(name, name, "[" + (one + ",").repeat(1_000) + one + "]");
    }
  }

  private void wrong(String field, String name, String value) {
    all.add(new Wrong(field, right.with(name, new JsonText(value))));
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }
}
