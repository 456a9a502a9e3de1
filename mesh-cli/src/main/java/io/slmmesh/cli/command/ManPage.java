package io.slmmesh.cli.command;

import io.slmmesh.api.Version;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page in roff, made from what the parser knows, so that it can't be out of date. */
final class ManPage {
  private final CommandLine root;
  private final StringBuilder page = new StringBuilder();

  ManPage(CommandLine root) {
    this.root = root;
  }

  String text() {
    CommandSpec spec = root.getCommandSpec();
    line(".TH SLM-MESH 1 \"\" \"slm-mesh " + Version.VALUE + "\" \"User Commands\"");
    line(".SH NAME");
    line(escape("slm-mesh - " + first(spec.usageMessage().header())));
    line(".SH SYNOPSIS");
    line(".B slm-mesh");
    line(escape("[--json] [WORD ...]"));
    line(".SH DESCRIPTION");
    line(escape(String.join(" ", spec.usageMessage().description())));
    line(".SH WORDS");
    root.getSubcommands().values().forEach(this::word);
    line(".SH EXIT STATUS");
    spec.usageMessage().exitCodeList().forEach((code, says) -> item(code, says));
    line(".SH ENVIRONMENT");
    item("SLM_MESH_DATA_DIR", "The directory of the mesh; without it ~/.slm-mesh.");
    item(Acting.VARIABLE, "The agent that commands are given as.");
    item("NO_COLOR", "Set to anything: no colours.");
    line(".SH EXAMPLES");
    examples(spec);
    return page.toString();
  }

  private void word(CommandLine at) {
    CommandSpec spec = at.getCommandSpec();
    line(".SS " + escape(spec.qualifiedName() + arguments(spec)));
    line(escape(first(spec.usageMessage().header())));
    if (spec.usageMessage().description().length > 0) {
      line(".PP");
      line(escape(String.join(" ", spec.usageMessage().description())));
    }
    spec.positionalParameters().forEach(each -> item(each.paramLabel(), first(each.description())));
    spec.options().stream()
        .filter(option -> !isEverywhere(option))
        .forEach(option -> item(title(option), first(option.description())));
    examples(spec);
    at.getSubcommands().values().forEach(this::word);
  }

  private static boolean isEverywhere(OptionSpec option) {
    return option.usageHelp() || option.longestName().equals("--json");
  }

  private static String arguments(CommandSpec spec) {
    StringBuilder all = new StringBuilder();
    for (PositionalParamSpec each : spec.positionalParameters()) {
      String label = each.paramLabel() + (each.arity().max() > 1 ? "..." : "");
      all.append(' ').append(each.required() ? label : "[" + label + "]");
    }
    return all.toString();
  }

  private static String title(OptionSpec option) {
    return String.join(", ", option.names())
        + (option.arity().max() > 0 ? " " + option.paramLabel() : "");
  }

  private void examples(CommandSpec spec) {
    line(".PP");
    line(".nf");
    for (String example : spec.usageMessage().footer()) {
      line(escape(example.replace("%%", "%")));
    }
    line(".fi");
  }

  private void item(String title, String says) {
    line(".TP");
    line(".B " + escape(title));
    line(escape(says));
  }

  private static String first(String... lines) {
    return List.of(lines).isEmpty() ? "" : lines[0];
  }

  private static String escape(String text) {
    String safe = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq");
    return safe.startsWith(".") ? "\\&" + safe : safe;
  }

  private void line(String line) {
    page.append(line).append('\n');
  }
}
