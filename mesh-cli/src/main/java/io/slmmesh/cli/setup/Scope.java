package io.slmmesh.cli.setup;

/** For whom a client is set up. */
public enum Scope {
  /** Everything that the user does. */
  USER,
  /** Work in one directory. */
  PROJECT
}
