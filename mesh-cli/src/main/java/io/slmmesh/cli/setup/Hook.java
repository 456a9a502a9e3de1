package io.slmmesh.cli.setup;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.cli.setup.Node.Branch;
import io.slmmesh.cli.setup.Node.Item;
import io.slmmesh.cli.setup.Node.Items;
import io.slmmesh.cli.setup.Node.Member;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A hook of the mesh for one event of a client: an element of the list for that event.
 *
 * @param path the names that lead to the list
 * @param element the hook, or a group of hooks that holds it alone
 * @param command the command that the hook runs; empty if it calls the tool of the mesh
 * @param version what a new file says of its format; empty if that is not needed
 */
record Hook(Path file, List<String> path, JsonObject element, String command, String version)
    implements Edit {
  static final String TOOL = "mesh_hook";

  /** As {@link HookStyle} writes it, by whatever install. */
  private static final Pattern OURS = Pattern.compile("(|.*/)slm-mesh'? hook [\\w-]+ \\w+");

  /** Where a hook of ours stands. */
  private record Spot(Items list, Item element, Branch hook) {}

  private static @Nullable Spot spot(@Nullable Items list) {
    if (list == null) {
      return null;
    }
    for (Item item : list.pieces()) {
      if (!(item.node() instanceof Branch branch)) {
        continue;
      }
      if (isOurs(branch.value())) {
        return new Spot(list, item, branch);
      }
      for (Member member : branch.pieces()) {
        Spot within = member.node() instanceof Items items ? spot(items) : null;
        if (within != null) {
          // A group that holds nothing else goes with it.
          return within.list().pieces().size() == 1 ? new Spot(list, item, within.hook()) : within;
        }
      }
    }
    return null;
  }

  private static boolean isOurs(JsonObject hook) {
    return TOOL.equals(hook.get("tool")) || OURS.matcher(commandOf(hook)).matches();
  }

  private static String commandOf(JsonObject hook) {
    return hook.get("command") instanceof String command ? command : "";
  }

  /**
   * The command by which it stands in the text, empty if it calls the tool; nothing if it does not.
   */
  Optional<String> commandIn(String text) throws NotUnderstood {
    return Optional.ofNullable(spot(JsonDocument.of(text).list(path)))
        .map(spot -> commandOf(spot.hook().value()));
  }

  @Override
  public Standing in(String text) throws NotUnderstood {
    return commandIn(text)
        .map(there ->
            there.isEmpty() || command.isEmpty() || there.equals(command)
                ? Standing.PRESENT
                : Standing.older(there))
        .orElse(Standing.ABSENT);
  }

  @Override
  public String put(String text) throws NotUnderstood {
    JsonDocument document = JsonDocument.of(text);
    Spot spot = spot(document.list(path));
    if (spot != null) {
      List<Member> old = spot.hook().named("command");
      return old.isEmpty() || command.isEmpty()
          ? text
          : document.replace(old.getFirst().node(), command);
    }
    return document.isEmpty() && !version.isEmpty()
        ? put(document.place(List.of("version"), Long.parseLong(version)))
        : document.append(path, element);
  }

  /** With the list, if nothing else is in it. */
  @Override
  public String remove(String text) throws NotUnderstood {
    JsonDocument document = JsonDocument.of(text);
    Items list = document.list(path);
    Spot spot = spot(list);
    if (list == null || spot == null) {
      throw new IllegalArgumentException("nothing at " + path);
    }
    return spot.list().equals(list) && list.pieces().size() == 1
        ? document.remove(path)
        : document.remove(spot.list(), spot.element());
  }

  @Override
  public Hook likeIn(String text) throws NotUnderstood {
    String there = commandIn(text).orElse("");
    return there.isEmpty() || command.isEmpty()
        ? this
        : new Hook(file, path, with(element, there), there, version);
  }

  /** The element by another command. */
  private static JsonObject with(JsonObject element, String command) {
    return element.get("hooks") instanceof List<?> hooks
        ? element.with(
            "hooks", hooks.stream().map(hook -> with((JsonObject) hook, command)).toList())
        : element.with("command", command);
  }
}
