package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.cli.doctor.Clients;
import io.slmmesh.cli.doctor.Doctor;
import io.slmmesh.cli.doctor.Finding;
import io.slmmesh.cli.doctor.Machine;
import io.slmmesh.cli.view.Style;
import io.slmmesh.cli.view.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code doctor}: looks at the set-up. */
final class DoctorWord extends Word {
  private static final int NAME = 17;

  private final Given<Boolean> clients;

  DoctorWord(Desk desk) {
    super(desk, "Look at everything that can be wrong, and say what to do. Changes nothing.");
    syntax()
        .says("Ends with 1 when something does not work.")
        .examples(
            "slm-mesh doctor",
            "slm-mesh doctor --clients            do what they do, too",
            "slm-mesh doctor --json | jq '.checks[] | select(.level!=\"ok\")'");
    clients =
        syntax()
            .flag(
                "--clients",
                "Also try, on a mesh of its own, what each client on this machine does: start its"
                    + " server, call a tool, ask before an edit; and compare its version.");
  }

  @Override
  Exit run() throws Failure, IOException, InterruptedException {
    Invocation invocation = desk().invocation();
    Machine machine = Machine.ofThisProcess(invocation.environment(), invocation.launcher());
    List<Finding> findings = new ArrayList<>(new Doctor(machine, desk().observer()).look());
    if (clients.or(false)) {
      var surroundings = new Surroundings(invocation);
      findings.addAll(new Clients(surroundings.places(), surroundings.launcher()).tryAll());
    }
    boolean sound =
        findings.stream().noneMatch(finding -> finding.level() == Finding.Level.PROBLEM);
    desk().tell(json(sound, findings), _ -> findings.forEach(this::show));
    return sound ? Exit.OK : Exit.NO;
  }

  private static JsonObject json(boolean sound, List<Finding> findings) {
    return JsonObject.of(
        "ok",
        sound,
        "checks",
        findings.stream()
            .map(finding ->
                JsonObject.of(
                    "level",
                    finding.level(),
                    "name",
                    finding.name(),
                    "says",
                    finding.says(),
                    "fix",
                    finding.fix().isEmpty() ? null : finding.fix()))
            .toList());
  }

  private void show(Finding finding) {
    Text mark =
        switch (finding.level()) {
          case OK -> Text.of(Style.GREEN, "✓ ");
          case WARNING -> Text.of(Style.YELLOW, "! ");
          case PROBLEM -> Text.of(Style.RED, "✗ ");
        };
    String name = finding.name() + " ".repeat(Math.max(1, NAME - finding.name().length()));
    desk().screen().line(mark, Text.bold(name), Text.of(finding.says()));
    if (!finding.fix().isEmpty()) {
      desk().screen().line(Text.dim(" ".repeat(NAME) + "→ "), Text.of(finding.fix()));
    }
  }
}
