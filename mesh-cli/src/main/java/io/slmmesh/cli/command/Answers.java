package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import java.util.List;

/** Ways into an answer. What a newer broker adds or leaves out is no error. */
final class Answers {
  private Answers() {}

  static String text(JsonObject object, String member) {
    String text = object.text(member);
    return text == null ? "" : text;
  }

  static List<JsonObject> objects(JsonObject object, String member) {
    return object.get(member) instanceof List<?> list
        ? list.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast).toList()
        : List.of();
  }

  static long number(JsonObject object, String member) {
    return object.get(member) instanceof Number number ? number.longValue() : 0;
  }

  static boolean isTrue(JsonObject object, String member) {
    return Boolean.TRUE.equals(object.get(member));
  }
}
