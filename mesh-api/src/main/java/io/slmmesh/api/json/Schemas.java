package io.slmmesh.api.json;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schema (2020-12) of a record, as small as it can be: it is read by models and costs tokens.
 */
public final class Schemas {
  private Schemas() {}

  /** Schema of parameters: closed, nothing unknown is accepted. */
  public static JsonObject input(Class<? extends Record> type) {
    return object(type).with("additionalProperties", false);
  }

  /** Schema of a result: open, so that fields can be added later. */
  public static JsonObject output(Class<? extends Record> type) {
    return object(type);
  }

  private static JsonObject object(Class<?> type) {
    var properties = new LinkedHashMap<String, @Nullable Object>();
    var required = new ArrayList<String>();
    for (Shape.Field field : Shape.of(type).fields()) {
      properties.put(field.name(), property(field));
      if (!field.optional()) {
        required.add(field.name());
      }
    }
    return JsonObject.of(
        "type",
        "object",
        "properties",
        properties.isEmpty() ? null : JsonObject.of(properties),
        "required",
        required.isEmpty() ? null : required);
  }

  private static JsonObject property(Shape.Field field) {
    JsonObject schema = type(field.type(), field.itemType());
    Limit limit = field.limit();
    if (limit != null) {
      schema = limited(schema, limit);
    }
    if (field.standard() != null && !List.of().equals(field.standard())) {
      schema = schema.with("default", field.standard());
    }
    return field.doc() == null ? schema : schema.with("description", field.doc());
  }

  private static JsonObject limited(JsonObject schema, Limit limit) {
    JsonObject result = schema;
    if (limit.min() != Long.MIN_VALUE) {
      result = result.with("minimum", limit.min());
    }
    if (limit.max() != Long.MAX_VALUE) {
      result = result.with("maximum", limit.max());
    }
    if (limit.chars() != Integer.MAX_VALUE) {
      result = result.with("maxLength", limit.chars());
    }
    return result;
  }

  private static JsonObject type(Class<?> type, Class<?> itemType) {
    if (type.isEnum()) {
      List<String> names =
          Arrays.stream(type.getEnumConstants()).map(c -> Json.wireName((Enum<?>) c)).toList();
      return JsonObject.of("type", "string", "enum", names);
    }
    if (type == List.class) {
      return JsonObject.of("type", "array", "items", type(itemType, Object.class));
    }
    if (type.isRecord() && type != JsonObject.class) {
      return object(type);
    }
    if (type == Object.class) {
      return JsonObject.of("type", List.of("string", "integer"));
    }
    return JsonObject.of("type", simple(type));
  }

  private static String simple(Class<?> type) {
    if (type == String.class || type == Instant.class) {
      return "string";
    }
    if (type == Boolean.class || type == boolean.class) {
      return "boolean";
    }
    return type == JsonObject.class ? "object" : "integer";
  }
}
