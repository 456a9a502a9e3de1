package io.slmmesh.cli.setup;

import io.slmmesh.api.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The plugin for opencode, which has no hooks in its settings: a file that is all ours. */
record Plugin(Path file, String launcher) implements Edit {
  private static final String NAME = "slm-mesh.js";
  private static final Pattern OURS =
      Pattern.compile(
          "^// The mesh in opencode.*?^const SLM_MESH = (\"[^\\n]*\")$",
          Pattern.DOTALL | Pattern.MULTILINE);

  static Plugin of(Places at, Scope scope, String launcher) {
    Path place =
        scope == Scope.PROJECT
            ? at.directory().resolve(".opencode")
            : at.config().resolve("opencode");
    return new Plugin(place.resolve("plugins").resolve(NAME), launcher);
  }

  /** The command that it runs before a tool; nothing if the text is not ours. */
  Optional<String> commandIn(String text) {
    return programIn(text)
        .map(program -> HookStyle.COMMAND.command(Client.OPENCODE, "PreToolUse", program));
  }

  private static Optional<String> programIn(String text) {
    Matcher ours = OURS.matcher(text);
    return ours.find()
        ? Optional.of(String.valueOf(Json.object("{\"path\":" + ours.group(1) + "}").text("path")))
        : Optional.empty();
  }

  @Override
  public Standing in(String text) {
    if (text.isEmpty()) {
      return Standing.ABSENT;
    }
    if (text.equals(put(""))) {
      return Standing.PRESENT;
    }
    return programIn(text)
        .map(Standing::older)
        .orElseGet(() -> Standing.foreign("no plugin of the mesh"));
  }

  @Override
  public String put(String text) {
    Matcher program = OURS.matcher(source());
    if (!program.find()) {
      throw new IllegalStateException("the plugin has no place for its program");
    }
    return source().substring(0, program.start(1))
        + Json.text(launcher)
        + source().substring(program.end(1));
  }

  private static String source() {
    try (InputStream source = Plugin.class.getResourceAsStream("opencode.js")) {
      return new String(
          Objects.requireNonNull(source, "opencode.js").readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String remove(String text) {
    return "";
  }

  @Override
  public Plugin likeIn(String text) {
    return programIn(text).map(program -> new Plugin(file, program)).orElse(this);
  }
}
