package io.slmmesh.it.contract;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says about the mesh, in the same words whoever asked and whenever: ids, times and
 * the names of the two agents are replaced by what they stand for.
 *
 * @param code why it was refused, where the face has codes
 */
public record Facts(String text, @Nullable String code) {
  private static final Set<String> TOLD =
      Set.of(
          "peers",
          "name",
          "summary",
          "status",
          "projectPath",
          "gitRoot",
          "gitBranch",
          "active",
          "total",
          "messageId",
          "messageIds",
          "messages",
          "fromName",
          "toName",
          "type",
          "payload",
          "undelivered",
          "state",
          "found",
          "deleted",
          "entry",
          "entries",
          "key",
          "namespace",
          "value",
          "version",
          "updatedBy",
          "granted",
          "released",
          "lock",
          "locks",
          "filePath",
          "lockedBy",
          "reason",
          "fencingToken",
          "heldBy",
          "events",
          "error");
  private static final Set<String> OF_THE_ANSWER = Set.of("namespace", "status", "version", "name");

  /**
   * @param names of the agents and the places, each with what stands for it
   */
  public static Facts of(JsonObject answer, Map<String, String> names) {
    var told = new TreeMap<String, Object>();
    answer
        .members()
        .forEach((name, value) -> {
          if (!OF_THE_ANSWER.contains(name)) {
            put(told, name, value);
          }
        });
    // A no because of somebody else is told with words on some faces.
    if (told.containsKey("heldBy")) {
      told.remove("error");
    }
    String text = told.toString();
    for (Map.Entry<String, String> each : names.entrySet()) {
      text = text.replaceAll("(?<![\\w-])\\Q" + each.getKey() + "\\E(?![\\w-])", each.getValue());
    }
    return new Facts(
        text.replaceAll("\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}\\b", "ID")
            .replaceAll("ME \\([^)]*\\)", "ME (PROGRAM)")
            .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "TIME"),
        answer.text("code"));
  }

  private static void put(Map<String, Object> told, String name, @Nullable Object value) {
    if (TOLD.contains(name) && value != null && !value.equals("")) {
      told.put(name, name.equals("payload") ? payload(value) : plain(value));
    }
  }

  private static Object payload(Object value) {
    return value instanceof JsonObject object ? new TreeMap<>(object.members()) : value;
  }

  private static Object plain(Object value) {
    return switch (value) {
      case JsonObject object -> {
        var told = new TreeMap<String, Object>();
        object.members().forEach((name, member) -> put(told, name, member));
        yield told;
      }
      case List<?> list -> list.stream().map(item -> plain(item == null ? "" : item)).toList();
      default -> value instanceof String text ? text : Json.text(value);
    };
  }
}
