package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.cli.setup.Client;
import io.slmmesh.cli.setup.Places;
import io.slmmesh.cli.setup.Scope;
import io.slmmesh.cli.setup.Setup;
import io.slmmesh.cli.setup.State;
import io.slmmesh.cli.setup.Step;
import io.slmmesh.cli.view.Style;
import io.slmmesh.cli.view.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code setup}: registers the mesh in the configuration of the clients. */
final class SetupWord extends Word {
  private final Given<List<String>> names;
  private final Given<String> scope;
  private final Given<Boolean> dryRun;
  private final Given<Boolean> check;
  private final Given<Boolean> undo;

  SetupWord(Desk desk) {
    super(desk, "Register the mesh with the agents of this machine.");
    syntax()
        .says(
            "Writes the entry slm-mesh into the configuration of each client, after showing the"
                + " change; a copy of the file stays beside it. Ends with 1 when something was"
                + " refused.",
            "Clients: " + Client.names() + ".")
        .examples(
            "slm-mesh setup --dry-run             what would be done",
            "slm-mesh setup                       every client that is found",
            "slm-mesh setup codex cursor          these",
            "slm-mesh setup vscode --scope project",
            "slm-mesh setup --undo");
    names = syntax().anyRest("CLIENT", "The clients; without it, those found here.");
    scope =
        syntax()
            .option(
                "--scope",
                "SCOPE",
                String.class,
                "user (the standard), or project: the files of this directory.");
    dryRun = syntax().flag("--dry-run", "Only show what would change.");
    check =
        syntax()
            .flag("--check", "Change nothing; end with 1 unless all is set up for this program.");
    undo = syntax().flag("--undo", "Take out what setup wrote.");
  }

  @Override
  Exit run() throws Failure, IOException {
    if (check.or(false) && undo.or(false)) {
      throw Failure.usage("--check and --undo exclude each other; see slm-mesh setup --help");
    }
    Setup setup = new Setup(places(), scope(), undo.or(false) ? "" : launcher());
    List<Step> steps = new ArrayList<>();
    for (Client client : clients(setup)) {
      steps.add(step(setup, client));
    }
    boolean good = steps.stream().noneMatch(this::isBad);
    desk().tell(json(good, steps), _ -> {});
    return good ? Exit.OK : Exit.NO;
  }

  private boolean isBad(Step step) {
    return step.state() == State.REFUSED || (check.or(false) && step.state().isPlan());
  }

  private Places places() throws Failure {
    Invocation invocation = desk().invocation();
    if (!invocation.variable("HOME").startsWith("/")) {
      throw Failure.configuration("HOME names no directory; set it to yours, then run this again");
    }
    boolean mac = System.getProperty("os.name", "").startsWith("Mac");
    return new Places(invocation.environment(), Path.of(invocation.directory()), mac);
  }

  private Scope scope() throws Failure {
    return switch (scope.or("user")) {
      case "user" -> Scope.USER;
      case "project" -> Scope.PROJECT;
      default -> throw Failure.usage("--scope is user or project, not " + scope.or(""));
    };
  }

  /** The program that runs now, by a path that holds from everywhere. */
  private String launcher() throws Failure, IOException {
    Path given = Path.of(desk().invocation().directory()).resolve(desk().invocation().launcher());
    if (!Files.isExecutable(given)) {
      throw Failure.configuration(
          given + " is not the program slm-mesh; run setup by its launcher bin/slm-mesh");
    }
    Path straight = given.normalize();
    boolean same = Files.exists(straight) && Files.isSameFile(given, straight);
    return LastingPath.of(same ? straight : given.toRealPath()).toString();
  }

  private List<Client> clients(Setup setup) throws Failure {
    List<Client> clients = new ArrayList<>();
    for (String name : names.or(List.of())) {
      Client client =
          Client.named(name)
              .orElseThrow(() ->
                  Failure.usage("setup knows no client " + name + "; it knows " + Client.names()));
      if (!clients.contains(client)) {
        clients.add(client);
      }
    }
    List<Client> wanted = names.isGiven() ? clients : setup.found();
    if (wanted.isEmpty()) {
      throw Failure.notFound(
          "no client was found on this machine; name those to set up: " + Client.names());
    }
    return wanted;
  }

  /** Shows the change before it is made. */
  private Step step(Setup setup, Client client) {
    Step planned = undo.or(false) ? setup.planUndo(client) : setup.plan(client);
    if (!desk().json()) {
      planned.diff().forEach(this::showLine);
    }
    boolean only = dryRun.or(false) || check.or(false);
    Step end = only ? planned : setup.apply(planned);
    if (!desk().json()) {
      show(end);
    }
    return end;
  }

  private void showLine(String line) {
    Style style =
        switch (line.charAt(0)) {
          case '+' -> Style.GREEN;
          case '-' -> Style.RED;
          case '@' -> Style.CYAN;
          default -> Style.NORMAL;
        };
    desk().screen().line(Text.of(style, line));
  }

  private void show(Step step) {
    Text mark =
        switch (step.state()) {
          case ADDED, UPDATED, REMOVED, PRESENT -> Text.of(Style.GREEN, "✓ ");
          case WOULD_ADD, WOULD_UPDATE, WOULD_REMOVE, HINT -> Text.of(Style.YELLOW, "! ");
          case ABSENT -> Text.dim("- ");
          case REFUSED -> Text.of(Style.RED, "✗ ");
        };
    String file = step.file() == null ? "" : " " + step.file();
    String says = step.says().isEmpty() ? "" : ", " + step.says();
    desk()
        .screen()
        .line(
            mark,
            Text.bold(step.client().title()),
            Text.of(": " + step.state().says() + file + says));
    if (!step.next().isEmpty()) {
      desk().screen().line(Text.dim("  → "), Text.of(step.next()));
    }
  }

  private JsonObject json(boolean good, List<Step> steps) {
    return JsonObject.of(
        "ok",
        good,
        "dryRun",
        dryRun.or(false) || check.or(false),
        "scope",
        scope.or("user").toLowerCase(Locale.ROOT),
        "clients",
        steps.stream().map(SetupWord::json).toList());
  }

  private static JsonObject json(Step step) {
    return JsonObject.of(
        "client",
        step.client().label(),
        "file",
        step.file() == null ? null : step.file().toString(),
        "state",
        step.state(),
        "says",
        step.says().isEmpty() ? null : step.says(),
        "next",
        step.next().isEmpty() ? null : step.next());
  }
}
