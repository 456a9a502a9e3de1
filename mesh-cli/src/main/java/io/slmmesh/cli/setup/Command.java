package io.slmmesh.cli.setup;

import io.slmmesh.api.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command line by which an entry starts its server, however it is written. */
record Command(List<String> words) {
  static Command of(JsonObject entry) {
    var words = new ArrayList<String>();
    add(words, entry.get("command"));
    add(words, entry.get("args"));
    return new Command(List.copyOf(words));
  }

  private static void add(List<String> words, @Nullable Object value) {
    if (value instanceof List<?> list) {
      list.forEach(each -> add(words, each));
    } else if (value != null) {
      words.add(value.toString());
    }
  }

  /** Whether it is a slm-mesh, this or another, started as we start it. */
  boolean isOurs() {
    return words.size() == 2
        && words.getLast().equals(Shape.WORD)
        && ("/" + words.getFirst()).endsWith("/" + Client.ENTRY);
  }

  @Override
  public String toString() {
    return words.isEmpty() ? "no command" : String.join(" ", words);
  }
}
