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

  /** An object or an array. */
  sealed interface Holder extends Node permits Branch, Items {
    /** What stands between its brackets. */
    List<? extends Piece> pieces();
  }

  /** What stands between two commas. */
  sealed interface Piece permits Member, Item {
    /** Where it begins, a member with its name. */
    int start();

    Node node();

    /** Where the comma after it is, -1 if there is none. */
    int comma();

    /** Behind it and its comma. */
    default int end() {
      return comma() < 0 ? node().end() : comma() + 1;
    }
  }

  /** An object. */
  record Branch(int start, int end, List<Member> pieces) implements Holder {
    @Override
    public JsonObject value() {
      var values = new LinkedHashMap<String, @Nullable Object>();
      pieces.forEach(member -> values.put(member.name(), member.node().value()));
      return JsonObject.of(values);
    }

    List<Member> named(String name) {
      return pieces.stream().filter(member -> member.name().equals(name)).toList();
    }
  }

  /** A member of an object. */
  record Member(String name, int start, Node node, int comma) implements Piece {}

  /** An array. */
  record Items(int start, int end, List<Item> pieces) implements Holder {
    @Override
    public List<@Nullable Object> value() {
      var values = new ArrayList<@Nullable Object>();
      pieces.forEach(item -> values.add(item.node().value()));
      return values;
    }
  }

  /** An element of an array. */
  record Item(Node node, int comma) implements Piece {
    @Override
    public int start() {
      return node.start();
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
