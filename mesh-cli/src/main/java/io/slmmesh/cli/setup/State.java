package io.slmmesh.cli.setup;

import io.slmmesh.api.json.WireName;
import java.util.Locale;

/** How it stands with a client. */
public enum State implements WireName {
  WOULD_ADD("would be added to"),
  ADDED("added to"),
  WOULD_UPDATE("would be updated in"),
  UPDATED("updated in"),
  WOULD_REMOVE("would be removed from"),
  REMOVED("removed from"),
  PRESENT("already set up in"),
  ABSENT("is not in"),
  REFUSED("left as it is:"),
  /** There is no file; the user is told what to do instead. */
  HINT("cannot be set up");

  private final String says;

  State(String says) {
    this.says = says;
  }

  /** The words before the name of the file. */
  public String says() {
    return says;
  }

  @Override
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether something is to be written. */
  public boolean isPlan() {
    return done() != this;
  }

  State done() {
    return switch (this) {
      case WOULD_ADD -> ADDED;
      case WOULD_UPDATE -> UPDATED;
      case WOULD_REMOVE -> REMOVED;
      case ADDED, UPDATED, REMOVED, PRESENT, ABSENT, REFUSED, HINT -> this;
    };
  }
}
