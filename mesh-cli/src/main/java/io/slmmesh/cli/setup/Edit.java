package io.slmmesh.cli.setup;

import io.slmmesh.api.json.JsonObject;
import java.nio.file.Path;
import java.util.List;

/**
 * One value at one place of one file.
 *
 * @param path the names that lead to it
 * @param decisive the member of it that must be as here; all others are the user's once they stand
 *     there
 */
record Edit(Path file, List<String> path, JsonObject value, String decisive) {
  Document read(String text) throws NotUnderstood {
    return file.toString().endsWith(".toml") ? TomlDocument.of(text) : JsonDocument.of(text);
  }

  /** The same edit with the decisive member of an entry that is there. */
  Edit like(JsonObject there) {
    Object member = there.get(decisive);
    return member == null ? this : new Edit(file, path, value.with(decisive, member), decisive);
  }
}
