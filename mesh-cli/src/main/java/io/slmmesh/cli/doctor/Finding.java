package io.slmmesh.cli.doctor;

/**
 * One thing that was looked at.
 *
 * @param name what it is
 * @param says what was found
 * @param fix what to do; empty if nothing is to be done
 */
public record Finding(Level level, String name, String says, String fix) {
  /** How it stands. */
  public enum Level {
    OK,
    /** It works, but not as well as it could, or it tells of trouble in the past. */
    WARNING,
    /** It does not work. */
    PROBLEM
  }

  static Finding ok(String name, String says) {
    return new Finding(Level.OK, name, says, "");
  }

  static Finding warning(String name, String says, String fix) {
    return new Finding(Level.WARNING, name, says, fix);
  }

  static Finding problem(String name, String says, String fix) {
    return new Finding(Level.PROBLEM, name, says, fix);
  }

  /** A refusal of the mesh: its cause and, after the semicolon, what to do. */
  static Finding refusal(String name, String message) {
    int fix = message.indexOf("; ");
    return fix < 0
        ? problem(name, message, "")
        : problem(name, message.substring(0, fix), message.substring(fix + 2));
  }
}
