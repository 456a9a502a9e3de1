package io.slmmesh.cli.command;

/** The exit codes. They are part of the interface: scripts decide by them. */
enum Exit {
  OK(0, "done"),
  NO(1, "the answer is no: refused, held by another agent, not found, nothing came in time"),
  USAGE(2, "the command or a value in it is wrong"),
  UNREACHABLE(3, "no broker runs, or it cannot be reached or started"),
  LATER(4, "the same may work later: over the rate, broker stopping, disk full"),
  INTERNAL(70, "a fault of slm-mesh"),
  CONFIGURATION(78, "something must be set up first; the message says what");

  private final int code;
  private final String says;

  Exit(int code, String says) {
    this.code = code;
    this.says = says;
  }

  int code() {
    return code;
  }

  String says() {
    return says;
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
