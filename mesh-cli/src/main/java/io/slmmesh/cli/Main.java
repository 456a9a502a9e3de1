package io.slmmesh.cli;

import io.slmmesh.cli.bridge.Bridge;
import io.slmmesh.cli.command.Cli;
import io.slmmesh.cli.command.Invocation;
import io.slmmesh.cli.hook.HookProcess;

/** Where the launcher enters: a word, then what the word needs. */
public final class Main {
  private Main() {}

  /** An agent's session must load nothing but the bridge, so it is told apart before all else. */
  public static void main(String[] words) {
    if (words.length == 1 && words[0].equals("mcp")) {
      System.exit(Bridge.ofThisProcess());
    }
    if (HookProcess.isMeant(words)) {
      System.exit(HookProcess.run(words));
    }
    System.exit(new Cli(Invocation.ofThisProcess()).run(words));
  }
}
