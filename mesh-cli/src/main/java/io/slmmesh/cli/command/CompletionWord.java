package io.slmmesh.cli.command;

import picocli.AutoComplete;
import picocli.CommandLine;

/** {@code completion}: scripts for shells, and the man page. */
final class CompletionWord extends Word {
  static final String NAME = "completion";

  private final Given<String> what;

  CompletionWord(Desk desk) {
    super(desk, "Print the completion script of a shell, or the man page.");
    syntax()
        .examples(
            "source <(slm-mesh completion bash)",
            "slm-mesh completion zsh > ~/.zsh/slm-mesh.zsh    # then source it",
            "slm-mesh completion man | man -l -");
    what = syntax().argument("WHAT", "bash, zsh or man.");
  }

  @Override
  Exit run() throws Failure {
    CommandLine root = syntax().spec().root().commandLine();
    switch (what.or("")) {
      // One script for both: under zsh it loads the emulation of bash's completion itself.
      case "bash", "zsh" -> desk().screen().own(AutoComplete.bash(Cli.NAME, root));
      case "man" -> desk().screen().own(new ManPage(root).text());
      default -> throw Failure.usage("completion knows bash, zsh and man, not " + what.or(""));
    }
    return Exit.OK;
  }
}
