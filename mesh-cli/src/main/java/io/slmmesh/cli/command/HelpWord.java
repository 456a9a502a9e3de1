package io.slmmesh.cli.command;

import java.util.List;
import picocli.CommandLine;

/** {@code help}: the page of a word. */
final class HelpWord extends Word {
  static final String NAME = "help";

  private final Given<List<String>> words;

  HelpWord(Desk desk) {
    super(desk, "The page of a word.");
    syntax().examples("slm-mesh help", "slm-mesh help lock run");
    words = syntax().anyRest("WORD", "Without one: the page of slm-mesh.");
  }

  @Override
  Exit run() throws Failure {
    CommandLine at = syntax().spec().root().commandLine();
    for (String word : words.or(List.of())) {
      CommandLine under = at.getSubcommands().get(word);
      if (under == null) {
        throw Failure.usage(
            new Misunderstanding(
                    at.getCommandSpec().qualifiedName() + " has no word " + word,
                    at.getSubcommands().keySet(),
                    word,
                    at.getCommandSpec().qualifiedName() + " --help")
                .message());
      }
      at = under;
    }
    at.usage(at.getOut());
    return Exit.OK;
  }
}
