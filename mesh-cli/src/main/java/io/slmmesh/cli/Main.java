package io.slmmesh.cli;

import io.slmmesh.api.Version;
import io.slmmesh.cli.bridge.Bridge;

/** Where the launcher enters: a word, then what the word needs. */
public final class Main {
  private static final int USAGE = 2;

  private Main() {}

  public static void main(String[] words) {
    System.exit(run(words));
  }

  static int run(String[] words) {
    if (words.length == 1) {
      switch (words[0]) {
        case "mcp" -> {
          return Bridge.ofThisProcess();
        }
        case "version", "--version" -> {
          System.out.println(Version.VALUE);
          return 0;
        }
        default -> {}
      }
    }
    System.err.println("usage: slm-mesh mcp | broker | version");
    return USAGE;
  }
}
