package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.cli.doctor.Doctor;
import io.slmmesh.cli.doctor.Finding;
import io.slmmesh.cli.doctor.Machine;
import io.slmmesh.cli.view.Style;
import io.slmmesh.cli.view.Text;
import java.util.List;

/** {@code doctor}: looks at the set-up. */
final class DoctorWord extends Word {
  private static final int NAME = 17;

  DoctorWord(Desk desk) {
    super(desk, "Look at everything that can be wrong, and say what to do. Changes nothing.");
    syntax()
        .says("Ends with 1 when something does not work.")
        .examples(
            "slm-mesh doctor", "slm-mesh doctor --json | jq '.checks[] | select(.level!=\"ok\")'");
  }

  @Override
  Exit run() throws InterruptedException {
    Invocation invocation = desk().invocation();
    Machine machine = Machine.ofThisProcess(invocation.environment(), invocation.launcher());
    List<Finding> findings = new Doctor(machine, desk().observer()).look();
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
