package io.slmmesh.api.link;

import java.net.ProtocolException;

/** The broker's first line: it takes the caller in, or says why not and closes. */
public sealed interface Welcome {
  /**
   * The caller is in.
   *
   * @param broker differs for every run of a broker
   * @param heartbeat milliseconds between two heartbeats of the caller
   */
  record Welcomed(String version, String broker, long pid, long heartbeat) implements Welcome {
    @Override
    public byte[] encode() {
      return new FirstLine("welcome")
          .put("version", version)
          .put("broker", broker)
          .put("pid", Long.toString(pid))
          .put("heartbeat", Long.toString(heartbeat))
          .encode();
    }
  }

  /**
   * The caller is not taken in.
   *
   * @param code one word for programs
   * @param message one line for people: the cause and what to do
   */
  record Refused(String code, String message) implements Welcome {
    /** The broker is about to end: the same hello succeeds with its successor. */
    public static final String DRAINING = "draining";

    /** The broker has all it can take for the moment. */
    public static final String BUSY = "busy";

    /** A drain was asked for by a version that is not newer than the broker's. */
    public static final String NOT_NEWER = "not-newer";

    /** Whether the same hello may succeed in a moment. */
    public boolean passing() {
      return code.equals(DRAINING) || code.equals(BUSY);
    }

    @Override
    public byte[] encode() {
      return new FirstLine("refused").put("code", code).put("message", message).encode();
    }
  }

  /** The line with its {@code \n}. */
  byte[] encode();

  /** Reads a line without its {@code \n}. */
  static Welcome decode(byte[] bytes) throws ProtocolException {
    FirstLine line = FirstLine.decode(bytes);
    return switch (line.word()) {
      case "welcome" ->
          new Welcomed(
              line.get("version"),
              line.get("broker"),
              line.number("pid"),
              line.number("heartbeat"));
      case "refused" -> new Refused(line.get("code"), line.get("message"));
      default -> throw new ProtocolException("expected welcome, got " + line.word());
    };
  }
}
