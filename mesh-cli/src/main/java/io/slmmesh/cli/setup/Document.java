package io.slmmesh.cli.setup;

import io.slmmesh.api.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of a configuration file. A path is the names that lead to a value. Every edit gives the
 * whole new text, in which nothing but that value (and the comma or line that it needs) is
 * different; a document is never changed itself.
 */
sealed interface Document permits JsonDocument, TomlDocument {
  /** The object at the path, {@code null} if there is nothing. */
  @Nullable JsonObject find(List<String> path) throws NotUnderstood;

  /** With an object where there is nothing yet, and the objects that lead to it. */
  String put(List<String> path, JsonObject value) throws NotUnderstood;

  /** With another value for one member of an object that is there. */
  String replace(List<String> path, String member, Object value) throws NotUnderstood;

  /** Without the object that is there. */
  String remove(List<String> path) throws NotUnderstood;
}
