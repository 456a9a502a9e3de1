package io.slmmesh.cli.command;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What a word takes, told to the parser. By code and not by annotations: reading those would cost
 * every command more than all else it does.
 */
final class Syntax {
  private final Callable<Integer> word;
  private final CommandSpec spec;

  /**
   * @param header what the word does, in one sentence
   */
  Syntax(Desk desk, Callable<Integer> word, String header) {
    this.word = word;
    spec = CommandSpec.wrapWithoutInspection(word);
    spec.usageMessage()
        .header(header)
        .synopsisHeading("%nUsage: ")
        .abbreviateSynopsis(false)
        .synopsisSubcommandLabel("WORD")
        .parameterListHeading("%n")
        .optionListHeading("%nOptions:%n")
        .commandListHeading("%nWords:%n");
    spec.addOption(
        bare("--json")
            .description("The answer as one JSON object, the same as over HTTP.")
            .setter(new Given<Boolean>(wanted -> desk.json(wanted)))
            .build());
    spec.addOption(bare("-h", "--help").description("This page.").usageHelp(true).build());
  }

  private static OptionSpec.Builder bare(String... names) {
    return OptionSpec.builder(names).type(boolean.class);
  }

  CommandSpec spec() {
    return spec;
  }

  /** The word as the parser runs it. */
  CommandLine line() {
    return new CommandLine(spec);
  }

  Callable<Integer> word() {
    return word;
  }

  Syntax says(String... sentences) {
    spec.usageMessage().descriptionHeading("%n").description(sentences);
    return this;
  }

  Syntax examples(String... lines) {
    spec.usageMessage().footerHeading("%nExamples:%n");
    spec.usageMessage()
        .footer(
            Arrays.stream(lines)
                .map(line -> "  " + line.replace("%", "%%"))
                .toArray(String[]::new));
    return this;
  }

  /** How the program may end, for the page of the program itself. */
  Syntax exitCodes(Map<String, String> codes) {
    spec.usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(new LinkedHashMap<>(codes));
    return this;
  }

  /** An option without a value. */
  Given<Boolean> flag(String name, String says) {
    Given<Boolean> given = new Given<>();
    spec.addOption(bare(name).description(says).setter(given).build());
    return given;
  }

  /** An option with a value. */
  <T> Given<T> option(String name, String label, Class<T> type, String says) {
    Given<T> given = new Given<>();
    spec.addOption(
        OptionSpec.builder(name)
            .type(type)
            .paramLabel(label)
            .description(says)
            .setter(given)
            .build());
    return given;
  }

  /** The next argument, which must be there. */
  Given<String> argument(String label, String says) {
    return argument(label, says, "1");
  }

  /** The next argument, which may be left out. */
  Given<String> optional(String label, String says) {
    return argument(label, says, "0..1");
  }

  private Given<String> argument(String label, String says, String arity) {
    Given<String> given = new Given<>();
    spec.addPositional(
        PositionalParamSpec.builder()
            .index(Integer.toString(spec.positionalParameters().size()))
            .arity(arity)
            .required(arity.startsWith("1"))
            .type(String.class)
            .paramLabel(label)
            .description(says)
            .setter(given)
            .build());
    return given;
  }

  /** All further arguments, at least one. */
  Given<List<String>> rest(String label, String says) {
    return rest(label, says, "1..*");
  }

  /** All further arguments, none included. */
  Given<List<String>> anyRest(String label, String says) {
    return rest(label, says, "0..*");
  }

  private Given<List<String>> rest(String label, String says, String arity) {
    Given<List<String>> given = new Given<>();
    spec.addPositional(
        PositionalParamSpec.builder()
            .index(spec.positionalParameters().size() + "..*")
            .arity(arity)
            .required(arity.startsWith("1"))
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel(label)
            .description(says)
            .setter(given)
            .build());
    return given;
  }

  /** What stands in the usage for the words under this one. */
  void wordsAre(String label) {
    spec.usageMessage().synopsisSubcommandLabel(label);
  }

  void word(String name, Word under) {
    spec.addSubcommand(name, under.syntax().line());
  }
}
