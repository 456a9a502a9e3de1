package io.slmmesh.api.operation;

/** How often the maker of a call may call. The numbers are settings of the broker. */
public enum Allowance {
  /** An agent's session, or a command of the user. */
  SESSION,
  /** A program that calls over HTTP. */
  HTTP,
  /** Not counted: a sign of life. */
  FREE
}
