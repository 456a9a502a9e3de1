package io.slmmesh.cli.command;

/** A word that only leads to others. */
final class GroupWord extends Word {
  GroupWord(Desk desk, String header) {
    super(desk, header);
  }

  GroupWord with(String name, Word under) {
    syntax().word(name, under);
    return this;
  }

  GroupWord examples(String... lines) {
    syntax().examples(lines);
    return this;
  }

  @Override
  Exit run() throws Failure {
    throw Failure.usage(
        syntax().spec().qualifiedName()
            + " needs one of: "
            + String.join(", ", syntax().spec().subcommands().keySet()));
  }
}
