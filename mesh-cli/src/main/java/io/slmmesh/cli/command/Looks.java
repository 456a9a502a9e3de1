package io.slmmesh.cli.command;

import io.slmmesh.cli.view.Screen;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Finds out how stdout is looked at. */
final class Looks {
  private static final int STANDARD = 80;
  private static final int LEAST = 40;

  private Looks() {}

  static Screen screen(Invocation invocation) {
    boolean colours =
        invocation.terminal()
            && invocation.variable("NO_COLOR").isEmpty()
            && !invocation.variable("TERM").equals("dumb");
    return new Screen(
        invocation.out(), invocation.err(), colours, () -> Math.max(LEAST, width(invocation)));
  }

  private static int width(Invocation invocation) {
    String columns = invocation.variable("COLUMNS");
    if (!columns.isEmpty() && columns.length() < 5 && columns.chars().allMatch(Looks::isDigit)) {
      return Integer.parseInt(columns);
    }
    return invocation.terminal() ? terminalWidth() : STANDARD;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** The JDK does not tell; {@code stty} does. */
  private static int terminalWidth() {
    try {
      Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty")).start();
      String size =
          new String(stty.getInputStream().readNBytes(32), StandardCharsets.US_ASCII).strip();
      if (stty.waitFor(1, TimeUnit.SECONDS) && stty.exitValue() == 0) {
        int columns = Integer.parseInt(size.substring(size.indexOf(' ') + 1));
        return columns > 0 ? columns : STANDARD;
      }
    } catch (IOException | NumberFormatException unknown) {
      return STANDARD;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return STANDARD;
  }
}
