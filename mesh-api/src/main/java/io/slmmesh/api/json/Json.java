package io.slmmesh.api.json;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads and writes JSON text. Limits on reading: 2 MiB a document, depth 64, 1 MiB a text, 1 KiB a
 * name, 100 digits a number.
 */
public final class Json {
  /** Times on the wire: ISO-8601, UTC, always with milliseconds. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxDocumentLength(2 << 20)
                  .maxNestingDepth(64)
                  .maxStringLength(1 << 20)
                  .maxNameLength(1 << 10)
                  .maxNumberLength(100)
                  .build())
          .build();

  private Json() {}

  /** Parses one document; anything after it but white space is an error. */
  public static @Nullable Object parse(byte[] utf8) throws JsonException {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), utf8)) {
      parser.nextToken();
      Object value = read(parser);
      if (parser.nextToken() != null) {
        throw new JsonException("more than one JSON document on the line");
      }
      return value;
    } catch (StreamConstraintsException e) {
      throw new JsonException(
          "JSON over a limit: depth 64, name 1 KiB, number 100 digits, text 1 MiB");
    } catch (JacksonException e) {
      var at = e.getLocation();
      throw new JsonException(
          "not valid JSON" + (at == null ? "" : " at byte " + Math.max(0, at.getByteOffset())));
    }
  }

  public static @Nullable Object parse(String text) throws JsonException {
    return parse(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Parses an object that this program wrote itself. */
  public static JsonObject object(String text) {
    try {
      if (parse(text) instanceof JsonObject object) {
        return object;
      }
    } catch (JsonException e) {
      throw new IllegalStateException("stored JSON cannot be read", e);
    }
    throw new IllegalStateException("stored JSON is not an object");
  }

  /**
   * Compact JSON of a record, map, list, text, number, boolean, enum (lower case), time or {@code
   * null}.
   */
  public static String text(@Nullable Object value) {
    var out = new StringWriter(256);
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      write(generator, value);
    }
    return out.toString();
  }

  /** The text of an object, as {@link #text} writes it, with one member more at its end. */
  public static String withMember(String object, String name, Object value) {
    String member = text(name) + ":" + text(value) + "}";
    return object.equals("{}")
        ? "{" + member
        : object.substring(0, object.length() - 1) + "," + member;
  }

  /**
   * Two objects as {@link #text} writes them, in one: the members of the first, then the second's.
   */
  public static String joined(String first, String second) {
    if (first.equals("{}") || second.equals("{}")) {
      return first.equals("{}") ? second : first;
    }
    return first.substring(0, first.length() - 1) + "," + second.substring(1);
  }

  /** How an enum constant is written on the wire. */
  public static String wireName(Enum<?> constant) {
    return constant instanceof WireName named
        ? named.wireName()
        : constant.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable Object read(JsonParser parser) throws JsonException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new JsonException("empty line");
    }
    return switch (token) {
      case START_OBJECT -> readObject(parser);
      case START_ARRAY -> readArray(parser);
      case VALUE_STRING -> wellFormed(parser.getString());
      case VALUE_NUMBER_INT ->
          parser.getNumberValue() instanceof BigInteger big ? big : parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new JsonException("not valid JSON");
    };
  }

  private static JsonObject readObject(JsonParser parser) throws JsonException {
    var members = new LinkedHashMap<String, @Nullable Object>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = wellFormed(parser.currentName());
      parser.nextToken();
      members.put(name, read(parser));
    }
    return new JsonObject(members);
  }

  private static List<@Nullable Object> readArray(JsonParser parser) throws JsonException {
    var items = new ArrayList<@Nullable Object>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(read(parser));
    }
    return items;
  }

  /**
   * JSON escapes can spell half a character; such a half can't be stored or written as UTF-8 and
   * becomes U+FFFD.
   */
  private static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return new String(text.getBytes(StandardCharsets.UTF_16), StandardCharsets.UTF_16);
      }
    }
    return text;
  }

  /** Not one switch over types: making such a switch at run time costs a command a third of it. */
  @SuppressWarnings("IfChainToSwitch")
  private static void write(JsonGenerator out, @Nullable Object value) {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof String text) {
      out.writeString(text);
    } else if (value instanceof Boolean bool) {
      out.writeBoolean(bool);
    } else if (value instanceof Number number) {
      writeNumber(out, number);
    } else if (value instanceof Enum<?> constant) {
      out.writeString(wireName(constant));
    } else if (value instanceof Instant time) {
      out.writeString(TIME.format(time));
    } else {
      writeStructure(out, value);
    }
  }

  @SuppressWarnings("IfChainToSwitch")
  private static void writeNumber(JsonGenerator out, Number value) {
    if (value instanceof Integer number) {
      out.writeNumber(number);
    } else if (value instanceof Long number) {
      out.writeNumber(number);
    } else if (value instanceof Double number) {
      out.writeNumber(number);
    } else if (value instanceof BigInteger number) {
      out.writeNumber(number);
    } else if (value instanceof BigDecimal number) {
      out.writeNumber(number);
    } else {
      throw noForm(value);
    }
  }

  @SuppressWarnings("IfChainToSwitch")
  private static void writeStructure(JsonGenerator out, Object value) {
    if (value instanceof JsonText text) {
      out.writeRawValue(text.value());
    } else if (value instanceof JsonObject object) {
      writeMap(out, object.members());
    } else if (value instanceof Map<?, ?> map) {
      writeMap(out, map);
    } else if (value instanceof List<?> list) {
      writeList(out, list);
    } else if (value instanceof Record record) {
      writeRecord(out, record);
    } else {
      throw noForm(value);
    }
  }

  private static IllegalArgumentException noForm(Object value) {
    return new IllegalArgumentException("no JSON form: " + value.getClass());
  }

  private static void writeMap(JsonGenerator out, Map<?, ?> map) {
    out.writeStartObject();
    map.forEach((name, value) -> {
      out.writeName(String.valueOf(name));
      write(out, value);
    });
    out.writeEndObject();
  }

  private static void writeList(JsonGenerator out, List<?> list) {
    out.writeStartArray();
    list.forEach(item -> write(out, item));
    out.writeEndArray();
  }

  /**
   * Components that are {@code null} are left out: an absent field and {@code null} mean the same.
   */
  private static void writeRecord(JsonGenerator out, Record record) {
    out.writeStartObject();
    for (Shape.Field field : Shape.of(record.getClass()).fields()) {
      Object value = field.get(record);
      if (value != null) {
        out.writeName(field.name());
        write(out, value);
      }
    }
    out.writeEndObject();
  }
}
