package io.slmmesh.cli.setup;

/**
 * How an edit stands in a file.
 *
 * @param command what stands there instead; empty if nothing does
 */
record Standing(Kind kind, String command) {
  /** What is there. */
  enum Kind {
    ABSENT,
    PRESENT,
    /** Ours, of another install. */
    OLDER,
    /** Something of that name that is not ours. */
    FOREIGN
  }

  static final Standing ABSENT = new Standing(Kind.ABSENT, "");
  static final Standing PRESENT = new Standing(Kind.PRESENT, "");

  static Standing older(String command) {
    return new Standing(Kind.OLDER, command);
  }

  static Standing foreign(String command) {
    return new Standing(Kind.FOREIGN, command);
  }

  boolean isOurs() {
    return kind == Kind.PRESENT || kind == Kind.OLDER;
  }
}
