package io.slmmesh.cli.command;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code rehearse}: gives one command after the other, unseen. The launcher's training has the JVM
 * write down what is loaded meanwhile, so that real commands find it in a cache.
 */
final class RehearsalWord extends Word {
  static final String NAME = "rehearse";

  private static final List<String> COMMANDS =
      List.of(
          "status --json",
          "status",
          "peers",
          "summary rehearsing",
          "broadcast rehearsal",
          "inbox --sent",
          "inbox",
          "history",
          "state set rehearsal 1",
          "state get rehearsal",
          "state list",
          "lock acquire rehearsal",
          "lock list",
          "lock release rehearsal",
          "events list",
          "token path",
          "doctor --json",
          "version",
          "send nobody rehearsal",
          "help");

  RehearsalWord(Desk desk) {
    super(desk, "Give commands for the training of the class caches.");
    syntax().spec().usageMessage().hidden(true);
  }

  @Override
  Exit run() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Invocation given = desk().invocation();
    for (String command : COMMANDS) {
      Invocation unseen =
          new Invocation(
              given.environment(),
              given.directory(),
              given.launcher(),
              new ByteArrayInputStream(new byte[0]),
              nowhere,
              nowhere,
              false);
      int _ = new Cli(unseen).run(command.split(" "));
    }
    return Exit.OK;
  }
}
