package io.slmmesh.api.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object in the order it was written. Values are {@code JsonObject}, {@code List}, {@code
 * String}, {@code Long}, {@code BigInteger}, {@code BigDecimal}, {@code Boolean} or {@code null};
 * when written, also anything {@link Json#text} takes.
 */
public record JsonObject(Map<String, @Nullable Object> members) {
  public static final JsonObject EMPTY = new JsonObject(Map.of());

  public JsonObject {
    members = Collections.unmodifiableMap(members);
  }

  /**
   * An object of alternating names and values; members whose value is {@code null} are left out.
   */
  public static JsonObject of(@Nullable Object... namesAndValues) {
    var members = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (namesAndValues[i] instanceof String name && namesAndValues[i + 1] != null) {
        members.put(name, namesAndValues[i + 1]);
      }
    }
    return new JsonObject(members);
  }

  /** An object of these members, {@code null} values included. */
  public static JsonObject of(Map<String, @Nullable Object> members) {
    return new JsonObject(members);
  }

  /** This object with one member more or another value. */
  public JsonObject with(String name, Object value) {
    var copy = new LinkedHashMap<String, @Nullable Object>(members);
    copy.put(name, value);
    return new JsonObject(copy);
  }

  public boolean has(String name) {
    return members.containsKey(name);
  }

  public @Nullable Object get(String name) {
    return members.get(name);
  }

  /** The member if it is a text, else {@code null}. */
  public @Nullable String text(String name) {
    return members.get(name) instanceof String text ? text : null;
  }

  /** The member if it is an object, else the empty object. */
  public JsonObject object(String name) {
    return members.get(name) instanceof JsonObject object ? object : EMPTY;
  }
}
