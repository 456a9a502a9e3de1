package io.slmmesh.cli.command;

/** A word that the launcher runs as another program; here it only has its page. */
final class ProcessWord extends Word {
  static Word mcp(Desk desk) {
    return new ProcessWord(
        desk,
        "An agent's session: MCP on stdin and stdout.",
        "Coding agents start it; see the README for how each is told to.",
        "claude mcp add --scope user slm-mesh -- slm-mesh mcp");
  }

  static Word broker(Desk desk) {
    return new ProcessWord(
        desk,
        "The broker itself, in the foreground.",
        "Sessions and commands start one when they need it; nobody has to.",
        "slm-mesh broker");
  }

  private ProcessWord(Desk desk, String header, String says, String example) {
    super(desk, header);
    syntax().says(says).examples(example);
  }

  @Override
  Exit run() throws Failure {
    throw Failure.usage(syntax().spec().qualifiedName() + " takes nothing more");
  }
}
