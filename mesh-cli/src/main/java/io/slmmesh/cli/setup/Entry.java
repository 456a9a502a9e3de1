package io.slmmesh.cli.setup;

import io.slmmesh.api.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The registration of the mesh as a server: an object under its name.
 *
 * @param path the names that lead to it
 * @param decisive the member of it that must be as here; all others are the user's once they stand
 *     there
 */
record Entry(Path file, List<String> path, JsonObject value, String decisive) implements Edit {
  private Document read(String text) throws NotUnderstood {
    return file.toString().endsWith(".toml") ? TomlDocument.of(text) : JsonDocument.of(text);
  }

  /** What stands at the place. */
  @Nullable JsonObject find(String text) throws NotUnderstood {
    return read(text).find(path);
  }

  @Override
  public Standing in(String text) throws NotUnderstood {
    JsonObject there = find(text);
    if (there == null) {
      return Standing.ABSENT;
    }
    Command command = Command.of(there);
    if (command.equals(Command.of(value))) {
      return Standing.PRESENT;
    }
    return command.isOurs()
        ? Standing.older(command.toString())
        : Standing.foreign(command.toString());
  }

  @Override
  public String put(String text) throws NotUnderstood {
    Document document = read(text);
    Object command = value.get(decisive);
    return document.find(path) == null || command == null
        ? document.put(path, value)
        : document.replace(path, decisive, command);
  }

  @Override
  public String remove(String text) throws NotUnderstood {
    return read(text).remove(path);
  }

  @Override
  public Entry likeIn(String text) throws NotUnderstood {
    JsonObject there = find(text);
    @Nullable Object command = there == null ? null : there.get(decisive);
    return command == null ? this : new Entry(file, path, value.with(decisive, command), decisive);
  }
}
