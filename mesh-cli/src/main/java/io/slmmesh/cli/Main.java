package io.slmmesh.cli;

import io.slmmesh.api.Version;
import io.slmmesh.api.link.Door;
import io.slmmesh.cli.bridge.Bridge;
import io.slmmesh.cli.demo.Demo;

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
        case "demo" -> {
          return new Demo(System.out, System.getProperty(Door.LAUNCHER, "slm-mesh")).run();
        }
        case "version", "--version" -> {
          System.out.println(Version.VALUE);
          return 0;
        }
        default -> {}
      }
    }
    System.err.println("usage: slm-mesh demo | mcp | broker | version");
    return USAGE;
  }
}
