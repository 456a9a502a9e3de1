package io.slmmesh.api.json;

import static io.slmmesh.api.error.MeshException.invalid;

import io.slmmesh.api.error.MeshException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Builds records from JSON objects. Every refusal names the field and its limit. */
public final class Records {
  private Records() {}

  /**
   * Decodes {@code object}; unknown members, missing or wrong ones and those over their {@link
   * Limit} are refused.
   *
   * @throws MeshException {@code INVALID_ARGUMENT}, with the name of the field
   */
  public static <R extends Record> R decode(Class<R> type, JsonObject object) {
    Shape shape = Shape.of(type);
    refuseUnknown(shape, object);
    Object[] values =
        shape.fields().stream().map(field -> value(field, object.get(field.name()))).toArray();
    try {
      return type.cast(shape.constructor().newInstance(values));
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof MeshException refused) {
        throw refused;
      }
      throw new IllegalStateException("cannot build " + type, e);
    } catch (InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException("cannot build " + type, e);
    }
  }

  private static void refuseUnknown(Shape shape, JsonObject object) {
    List<String> known = shape.fields().stream().map(Shape.Field::name).toList();
    for (String name : object.members().keySet()) {
      if (!known.contains(name)) {
        String shown = name.length() > 40 ? name.substring(0, 40) + "…" : name;
        throw invalid(
            shown,
            "is not a parameter; known: " + (known.isEmpty() ? "none" : String.join(", ", known)));
      }
    }
  }

  private static @Nullable Object value(Shape.Field field, @Nullable Object given) {
    Object json = given == null ? field.standard() : given;
    if (json == null) {
      if (field.optional()) {
        return null;
      }
      throw invalid(field.name(), "is required");
    }
    Object value = convert(field.name(), field.type(), field.itemType(), json);
    if (field.limit() != null) {
      checkLimit(field.name(), field.limit(), value);
    }
    return value;
  }

  private static Object convert(String name, Class<?> type, Class<?> itemType, Object json) {
    if ((type == String.class && json instanceof String)
        || (type == JsonObject.class && json instanceof JsonObject)
        || ((type == Boolean.class || type == boolean.class) && json instanceof Boolean)
        || ((type == Long.class || type == long.class) && json instanceof Long)
        || type == Object.class) {
      return json;
    }
    if ((type == Integer.class || type == int.class) && json instanceof Long number) {
      return Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    if (type.isEnum() && json instanceof String text) {
      return constant(name, type, text);
    }
    if (type == Instant.class && json instanceof String text) {
      return instant(name, text);
    }
    if (type.isRecord() && json instanceof JsonObject object) {
      return decode(type.asSubclass(Record.class), object);
    }
    if (type == List.class && json instanceof List<?> list) {
      return items(name, itemType, list);
    }
    throw invalid(name, "must be " + expected(type, itemType));
  }

  private static Object constant(String name, Class<?> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> Json.wireName((Enum<?>) constant).equals(text))
        .findFirst()
        .orElseThrow(() -> invalid(name, "must be " + expected(type, Object.class)));
  }

  private static Instant instant(String name, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw invalid(name, "must be " + expected(Instant.class, Object.class));
    }
  }

  private static List<Object> items(String name, Class<?> itemType, List<?> list) {
    var items = new ArrayList<Object>(list.size());
    for (Object item : list) {
      if (item == null) {
        throw invalid(name, "must not contain null");
      }
      items.add(convert(name, itemType, Object.class, item));
    }
    return List.copyOf(items);
  }

  private static String expected(Class<?> type, Class<?> itemType) {
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(c -> Json.wireName((Enum<?>) c))
              .collect(Collectors.joining(", "));
    }
    if (type == List.class) {
      return "a list; each item " + expected(itemType, Object.class);
    }
    return switch (type.getSimpleName()) {
      case "String" -> "a text";
      case "Boolean", "boolean" -> "true or false";
      case "Integer", "int", "Long", "long" -> "a whole number";
      case "Instant" -> "a time such as 2026-11-23T12:00:00Z";
      default -> "an object";
    };
  }

  private static void checkLimit(String name, Limit limit, Object value) {
    if (value instanceof String text) {
      checkText(name, limit, text);
    } else if (value instanceof Integer || value instanceof Long) {
      checkNumber(name, limit, ((Number) value).longValue());
    } else if (value instanceof List<?> list && list.size() > limit.items()) {
      throw invalid(name, "has " + list.size() + " items; at most " + limit.items());
    }
  }

  private static void checkNumber(String name, Limit limit, long number) {
    if (number < limit.min() || number > limit.max()) {
      throw invalid(name, "must be " + limit.min() + " to " + limit.max());
    }
  }

  private static void checkText(String name, Limit limit, String text) {
    if (!limit.blank() && text.isBlank()) {
      throw invalid(name, "must not be empty");
    }
    if (text.length() > limit.chars()) {
      throw invalid(name, "has " + text.length() + " characters; at most " + limit.chars());
    }
    if (limit.bytes() != Integer.MAX_VALUE && text.length() > limit.bytes() / 4) {
      int bytes = text.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > limit.bytes()) {
        throw invalid(name, "is " + bytes + " bytes; at most " + limit.bytes());
      }
    }
  }
}
