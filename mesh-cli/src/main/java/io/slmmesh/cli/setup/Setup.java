package io.slmmesh.cli.setup;

import io.slmmesh.api.json.JsonObject;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides what the files of a client need, and does it. */
public final class Setup {
  private final Places places;
  private final Scope scope;
  private final boolean hooks;
  private final String launcher;

  /**
   * @param hooks whether clients that have hooks get those of the mesh too
   * @param launcher the program that clients are to start
   */
  public Setup(Places places, Scope scope, boolean hooks, String launcher) {
    this.places = places;
    this.scope = scope;
    this.hooks = hooks;
    this.launcher = launcher;
  }

  /** The clients on this machine that have a file for the scope. */
  public List<Client> found() {
    return Arrays.stream(Client.values())
        .filter(client -> client.has(scope) && client.isFound(places))
        .toList();
  }

  /**
   * How a client has been told to reach the mesh, by whomever.
   *
   * @throws IOException its files can't be read, or are not understood
   */
  public Optional<Registration> registration(Client client) throws IOException {
    if (!client.speaksMcp() || !client.has(scope)) {
      return Optional.empty();
    }
    Entry entry = client.registration(places, scope, launcher);
    try {
      JsonObject there = entry.find(text(entry));
      return there == null
          ? Optional.empty()
          : Optional.of(
              new Registration(
                  entry.file(), Command.of(there).words(), environment(there), guard(client)));
    } catch (NotUnderstood problem) {
      throw new IOException(entry.file() + ": " + problem.getMessage(), problem);
    }
  }

  private static String text(Edit edit) throws IOException {
    String text = new ConfigFile(edit.file()).text();
    return text == null ? "" : text;
  }

  private static Map<String, String> environment(JsonObject entry) {
    JsonObject given = entry.has("environment") ? entry.object("environment") : entry.object("env");
    return given.members().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> String.valueOf(each.getValue())));
  }

  /** The hook before tools, if it is there. */
  private Optional<String> guard(Client client) throws IOException, NotUnderstood {
    if (client == Client.OPENCODE) {
      Plugin plugin = Plugin.of(places, scope, launcher);
      return plugin.commandIn(text(plugin));
    }
    Optional<Hook> guard = HookFile.of(client, places, scope).map(file -> file.guard(launcher));
    return guard.isEmpty() ? Optional.empty() : guard.get().commandIn(text(guard.get()));
  }

  /** What it takes to register the mesh, file by file. */
  public List<Step> plan(Client client) {
    List<Step> steps = steps(client, edits(client, hooks).sequencedEntrySet(), this::plan);
    boolean none = hooks && client.speaksMcp() && hooks(client).findAny().isEmpty();
    return none ? steps.stream().map(Setup::withoutHooks).toList() : steps;
  }

  private static Step withoutHooks(Step step) {
    return step.state() == State.REFUSED
        ? step
        : step.saying("without hooks, as none are known for it", step.next());
  }

  /**
   * What it takes to undo that, and the hooks, whether they are asked for or not; the other way
   * round, because directories were made for the first file.
   */
  public List<Step> planUndo(Client client) {
    List<Step> steps =
        steps(client, edits(client, true).reversed().sequencedEntrySet(), this::planUndo);
    // That a file for hooks holds nothing of ours is no news.
    return steps.stream()
        .filter(step -> step.state() != State.ABSENT || step.equals(steps.getLast()))
        .toList();
  }

  /** Does what is planned; a step without a change stays what it is. */
  public Step apply(Step step) {
    Path file = step.file();
    Change change = step.change();
    if (file == null || change == null) {
      return step;
    }
    try {
      new ConfigFile(file).apply(change);
      return step.done();
    } catch (IOException failure) {
      return Step.refusal(
          step.client(), file, reason(failure), "mend that, then run the same again");
    }
  }

  /** Looks at all edits of one file. */
  @FunctionalInterface
  private interface Look {
    Step at(Client client, ConfigFile file, List<Edit> edits) throws IOException, NotUnderstood;
  }

  private List<Step> steps(
      Client client, SequencedSet<Map.Entry<Path, List<Edit>>> files, Look look) {
    if (!client.speaksMcp()) {
      return List.of(Step.still(client, null, State.HINT, client.next(scope)));
    }
    if (!client.has(scope)) {
      return List.of(
          Step.refusal(client, null, "it has no file for one project", "use --scope user"));
    }
    var steps = new ArrayList<Step>();
    for (Map.Entry<Path, List<Edit>> file : files) {
      steps.add(step(client, file.getKey(), file.getValue(), look));
      if (steps.getLast().state() == State.REFUSED) {
        break;
      }
    }
    return List.copyOf(steps);
  }

  /** The registration comes first. */
  private SequencedMap<Path, List<Edit>> edits(Client client, boolean withHooks) {
    Stream<Edit> written = withHooks ? hooks(client) : Stream.of();
    return Stream.concat(Stream.of(client.registration(places, scope, launcher)), written)
        .collect(Collectors.groupingBy(Edit::file, LinkedHashMap::new, Collectors.toList()));
  }

  private Stream<Edit> hooks(Client client) {
    return client == Client.OPENCODE
        ? Stream.of(Plugin.of(places, scope, launcher))
        : HookFile.of(client, places, scope).stream().flatMap(file -> file.edits(launcher));
  }

  private static Step step(Client client, Path file, List<Edit> edits, Look look) {
    try {
      return look.at(client, new ConfigFile(file), edits);
    } catch (NotUnderstood problem) {
      return Step.refusal(
          client,
          file,
          String.valueOf(problem.getMessage()),
          "mend that line, or make the entry by hand");
    } catch (IOException failure) {
      return Step.refusal(client, file, reason(failure), "mend that, then run the same again");
    }
  }

  private static String reason(IOException failure) {
    return switch (failure) {
      case AccessDeniedException denied -> "access to " + denied.getFile() + " is denied";
      case FileSystemException named when named.getReason() != null ->
          named.getFile() + ": " + named.getReason();
      default -> String.valueOf(failure.getMessage());
    };
  }

  private Step plan(Client client, ConfigFile file, List<Edit> edits)
      throws IOException, NotUnderstood {
    String before = file.text();
    String text = before == null ? "" : before;
    State state = State.PRESENT;
    String older = "";
    for (Edit edit : edits) {
      Standing standing = edit.in(text);
      switch (standing.kind()) {
        case PRESENT -> {}
        case ABSENT -> state = state == State.PRESENT ? State.WOULD_ADD : state;
        case OLDER -> {
          state = State.WOULD_UPDATE;
          older = older.isEmpty() ? "it starts " + standing.command() : older;
        }
        case FOREIGN -> {
          return foreign(client, file, standing);
        }
      }
      text = edit.put(text);
    }
    return state == State.PRESENT
        ? Step.still(client, file.path(), state, "")
        : Step.plan(client, file.path(), state, new Change(before, text, Change.Way.FORTH))
            .saying(older, next(client, edits));
  }

  private String next(Client client, List<Edit> edits) {
    return !(edits.getLast() instanceof Entry)
        ? HookFile.next(client, client.next(scope))
        : client.next(scope);
  }

  private static Step foreign(Client client, ConfigFile file, Standing standing) {
    return Step.refusal(
        client,
        file.path(),
        "its entry " + Client.ENTRY + " starts something else: " + standing.command(),
        "rename or remove that entry, then: slm-mesh setup " + client.label());
  }

  private Step planUndo(Client client, ConfigFile file, List<Edit> edits)
      throws IOException, NotUnderstood {
    String before = file.text();
    String text = before == null ? "" : before;
    var made = new ArrayList<Edit>();
    for (Edit edit : edits) {
      Standing standing = edit.in(text);
      if (standing.kind() == Standing.Kind.FOREIGN) {
        String starts = "its entry starts something else: " + standing.command();
        return Step.refusal(client, file.path(), starts, "remove it by hand");
      }
      if (standing.isOurs()) {
        made.add(edit.likeIn(text));
      }
    }
    if (made.isEmpty()) {
      return Step.still(client, file.path(), State.ABSENT, "");
    }
    Change change = undone(made, text, file);
    Step step = Step.plan(client, file.path(), State.WOULD_REMOVE, change);
    return change.way() == Change.Way.CUT
        ? step.saying("nothing else, as the file has changed since", file.keptWhere())
        : older(step, made, change.after());
  }

  /** Back to what was kept if doing it again gives what is there now. */
  private static Change undone(List<Edit> made, String now, ConfigFile file)
      throws IOException, NotUnderstood {
    String kept = file.kept();
    if (kept != null && leadsTo(made, kept, now)) {
      return new Change(now, kept, Change.Way.BACK);
    }
    if (file.isOurs() && leadsTo(made, "", now)) {
      return new Change(now, null, Change.Way.BACK);
    }
    String text = now;
    for (Edit edit : made.reversed()) {
      text = edit.remove(text);
    }
    return new Change(now, text, Change.Way.CUT);
  }

  private static boolean leadsTo(List<Edit> made, String kept, String now) {
    try {
      String text = kept;
      for (Edit edit : made) {
        text = edit.put(text);
      }
      return text.equals(now);
    } catch (NotUnderstood strange) {
      return false;
    }
  }

  private static Step older(Step step, List<Edit> made, @Nullable String after)
      throws NotUnderstood {
    for (Edit edit : made) {
      if (after != null && edit.in(after).isOurs()) {
        return step.saying(
            "and what stood there before setup is back", "to remove that too, run the same again");
      }
    }
    return step;
  }
}
