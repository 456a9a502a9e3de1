package io.slmmesh.cli.command;

/** The exit codes. They are part of the interface: scripts decide by them. */
public enum Exit {
  /** Done. */
  OK(0),
  /** The answer is no: refused, held by somebody else, not found, nothing came in time. */
  NO(1),
  /** The command cannot be understood. */
  USAGE(2),
  /** No broker runs, or it cannot be reached or started. */
  UNREACHABLE(3),
  /** The same command may succeed later: over the rate, broker stopping, disk full. */
  LATER(4),
  /** A fault on our side. */
  INTERNAL(70),
  /** A person must change the set-up first: the data directory, the JDK. */
  CONFIGURATION(78);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** The ending that a code of a broker's answer stands for. */
  static Exit of(String answer) {
    return switch (answer) {
      case "invalid_argument" -> USAGE;
      case "rate_limited", "unavailable", "storage_full" -> LATER;
      case "unauthorized", "forbidden", "not_found", "conflict", "too_large" -> NO;
      default -> INTERNAL;
    };
  }
}
