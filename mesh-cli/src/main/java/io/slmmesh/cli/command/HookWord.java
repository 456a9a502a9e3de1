package io.slmmesh.cli.command;

/**
 * {@code hook}: its page, and what a hook sees that was set up wrongly. A real hook never comes
 * here: {@link io.slmmesh.cli.hook.HookProcess}.
 */
final class HookWord extends Word {
  HookWord(Desk desk) {
    super(desk, "Answer a client's hook; its JSON comes on stdin.");
    syntax()
        .says(
            "Clients run it by themselves: before an edit, after a tool, at the end of a turn. It claims the file for the agent or denies the edit, and shows mail. It starts"
                + " no broker, and without one the agent goes on.")
        .examples(
            "slm-mesh hook claude-code PreToolUse",
            "git config slm-mesh.guard enforce    # deny edits of files that others hold; or warn, off");
    var _ =
        syntax().anyRest("CLIENT EVENT", "Whose hook it is, and the client's name of the moment.");
  }

  /** Not the code for wrong usage: clients would take that as a refusal of every edit. */
  @Override
  Exit run() {
    desk()
        .screen()
        .complain("slm-mesh hook takes a client and an event, such as claude-code PreToolUse");
    return Exit.NO;
  }
}
