package io.slmmesh.cli.setup;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonException;
import io.slmmesh.api.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value of a JSON text and where it stands: from {@code start}, before {@code end}. */
sealed interface Node {
  int start();

  int end();

  /** What it means, as {@link JsonObject} holds it. */
  @Nullable Object value();

  /** An object. */
  record Branch(int start, int end, List<Member> members) implements Node {
    @Override
    public JsonObject value() {
      var values = new LinkedHashMap<String, @Nullable Object>();
      members.forEach(member -> values.put(member.name(), member.node().value()));
      return JsonObject.of(values);
    }

    List<Member> named(String name) {
      return members.stream().filter(member -> member.name().equals(name)).toList();
    }
  }

  /**
   * A member of an object.
   *
   * @param start where its name begins
   * @param comma where the comma after it is, -1 if there is none
   */
  record Member(String name, int start, Node node, int comma) {
    /** Behind it and its comma. */
    int end() {
      return comma < 0 ? node.end() : comma + 1;
    }
  }

  /** An array. */
  record Items(int start, int end, List<Node> nodes) implements Node {
    @Override
    public List<@Nullable Object> value() {
      var values = new ArrayList<@Nullable Object>();
      nodes.forEach(node -> values.add(node.value()));
      return values;
    }
  }

  /** Anything else, as it is written. */
  record Leaf(int start, int end, String raw) implements Node {
    @Override
    public @Nullable Object value() {
      try {
        return Json.parse(raw);
      } catch (JsonException overALimit) {
        return raw;
      }
    }
  }
}
