package io.slmmesh.cli.command;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code slm-mesh} alone: starts the broker if needed and shows the status. */
final class RootWord extends Word {
  private final Given<Boolean> version;

  RootWord(Desk desk) {
    super(desk, "Agents on this machine find each other, talk, share state and lock files.");
    syntax()
        .says("Without a word: starts the broker if none runs and shows the status.")
        .exitCodes(codes())
        .examples(
            "slm-mesh                             how is the mesh doing",
            "slm-mesh peers                       who is there",
            "slm-mesh send kipu build is green    a message to the agent kipu",
            "slm-mesh inbox --wait 60s            read messages, wait for one",
            "slm-mesh lock run a.c -- vim a.c     edit a.c under its lock",
            "slm-mesh help lock run               more about a word");
    syntax().spec().name(Cli.NAME);
    syntax().wordsAre("[WORD ...]");
    version = syntax().flag("--version", "The version of slm-mesh.");
  }

  private static Map<String, String> codes() {
    Map<String, String> codes = new LinkedHashMap<>();
    for (Exit exit : Exit.values()) {
      codes.put(Integer.toString(exit.code()), exit.says());
    }
    return codes;
  }

  @Override
  Exit run() throws Failure, IOException, InterruptedException {
    return version.or(false) ? new VersionWord(desk()).run() : new StartWord(desk()).run();
  }
}
