package io.slmmesh.api.link;

import java.io.IOException;

/**
 * Why this machine cannot be joined, in one line: what is wrong, then what to do. The program that
 * meets it prints the message and ends with {@link #exitCode()}.
 */
public final class LinkException extends IOException {
  /** The setting or the directory must be changed by a person; trying again is useless. */
  public static final int CONFIGURATION = 78;

  /** No broker could be reached or started in time. */
  public static final int UNAVAILABLE = 69;

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private LinkException(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  public static LinkException configuration(String message) {
    return new LinkException(message, CONFIGURATION);
  }

  public static LinkException unavailable(String message) {
    return new LinkException(message, UNAVAILABLE);
  }

  public int exitCode() {
    return exitCode;
  }
}
