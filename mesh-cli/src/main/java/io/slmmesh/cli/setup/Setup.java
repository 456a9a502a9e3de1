package io.slmmesh.cli.setup;

import io.slmmesh.api.json.JsonObject;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides what a client's file needs, and does it. */
public final class Setup {
  private final Places places;
  private final Scope scope;
  private final String launcher;

  /**
   * @param launcher the program that clients are to start
   */
  public Setup(Places places, Scope scope, String launcher) {
    this.places = places;
    this.scope = scope;
    this.launcher = launcher;
  }

  /** The clients on this machine that have a file for the scope. */
  public List<Client> found() {
    return Arrays.stream(Client.values())
        .filter(client -> client.has(scope) && client.isFound(places))
        .toList();
  }

  /** What it takes to register the mesh. */
  public Step plan(Client client) {
    return understood(client, this::plan);
  }

  /** What it takes to undo that. */
  public Step planUndo(Client client) {
    return understood(client, this::planUndo);
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

  /** Looks at one edit. */
  @FunctionalInterface
  private interface Look {
    Step at(Client client, Edit edit) throws IOException, NotUnderstood;
  }

  private Step understood(Client client, Look look) {
    if (!client.speaksMcp()) {
      return Step.still(client, null, State.HINT, client.next(scope));
    }
    if (!client.has(scope)) {
      return Step.refusal(client, null, "it has no file for one project", "use --scope user");
    }
    Edit edit = client.registration(places, scope, launcher);
    try {
      return look.at(client, edit);
    } catch (NotUnderstood problem) {
      return Step.refusal(
          client,
          edit.file(),
          String.valueOf(problem.getMessage()),
          "mend that line, or make the entry by hand");
    } catch (IOException failure) {
      return Step.refusal(
          client, edit.file(), reason(failure), "mend that, then run the same again");
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

  private Step plan(Client client, Edit edit) throws IOException, NotUnderstood {
    String before = new ConfigFile(edit.file()).text();
    String text = before == null ? "" : before;
    JsonObject there = edit.read(text).find(edit.path());
    if (there == null) {
      return planned(client, edit, before, State.WOULD_ADD);
    }
    Command command = Command.of(there);
    if (command.equals(Command.of(edit.value()))) {
      return Step.still(client, edit.file(), State.PRESENT, "");
    }
    return command.isOurs()
        ? planned(client, edit, before, State.WOULD_UPDATE)
            .saying("it starts " + command, client.next(scope))
        : foreign(client, edit, command);
  }

  private Step planned(Client client, Edit edit, @Nullable String before, State state)
      throws NotUnderstood {
    String after = registered(edit, before == null ? "" : before);
    return Step.plan(client, edit.file(), state, new Change(before, after, Change.Way.FORTH))
        .saying("", client.next(scope));
  }

  /** The text with the entry, whether there was one of ours or none. */
  private static String registered(Edit edit, String text) throws NotUnderstood {
    Document document = edit.read(text);
    Object decisive = edit.value().get(edit.decisive());
    return document.find(edit.path()) == null || decisive == null
        ? document.put(edit.path(), edit.value())
        : document.replace(edit.path(), edit.decisive(), decisive);
  }

  private static Step foreign(Client client, Edit edit, Command command) {
    return Step.refusal(
        client,
        edit.file(),
        "its entry " + Client.ENTRY + " starts something else: " + command,
        "rename or remove that entry, then: slm-mesh setup " + client.label());
  }

  private Step planUndo(Client client, Edit edit) throws IOException, NotUnderstood {
    var file = new ConfigFile(edit.file());
    String before = file.text();
    JsonObject there = before == null ? null : edit.read(before).find(edit.path());
    if (before == null || there == null) {
      return Step.still(client, edit.file(), State.ABSENT, "");
    }
    Command command = Command.of(there);
    if (!command.isOurs()) {
      return Step.refusal(
          client, edit.file(), "its entry starts something else: " + command, "remove it by hand");
    }
    Edit made = edit.like(there);
    Change change = undone(made, before, file);
    Step step = Step.plan(client, edit.file(), State.WOULD_REMOVE, change);
    return change.way() == Change.Way.CUT
        ? step.saying("nothing else, as the file has changed since", file.keptWhere())
        : older(step, made, change.after());
  }

  /** Back to what was kept if doing it again gives what is there now. */
  private static Change undone(Edit made, String now, ConfigFile file)
      throws IOException, NotUnderstood {
    String kept = file.kept();
    if (kept != null && leadsTo(made, kept, now)) {
      return new Change(now, kept, Change.Way.BACK);
    }
    if (file.isOurs() && leadsTo(made, "", now)) {
      return new Change(now, null, Change.Way.BACK);
    }
    return new Change(now, made.read(now).remove(made.path()), Change.Way.CUT);
  }

  private static boolean leadsTo(Edit made, String kept, String now) {
    try {
      return registered(made, kept).equals(now);
    } catch (NotUnderstood strange) {
      return false;
    }
  }

  private static Step older(Step step, Edit made, @Nullable String after) throws NotUnderstood {
    return after == null || made.read(after).find(made.path()) == null
        ? step
        : step.saying(
            "and the entry from before setup is back",
            "to remove that one too, run the same again");
  }
}
