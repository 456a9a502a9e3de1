package io.slmmesh.bench.suite;

import io.slmmesh.api.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A mesh that the suite can measure: how its sessions are started and which tool does what. */
public interface SystemUnderTest {
  /** A short name for the tables. */
  String name();

  /** Whether it has what the row of this name measures. */
  default boolean can(String row) {
    return true;
  }

  /** Does what an installation or a first use does once, so that no measurement pays for it. */
  void prepare() throws IOException, InterruptedException;

  /** One MCP session over stdio, to be started. */
  ProcessBuilder session(Ground ground);

  /** A command that tells how the mesh is doing, as JSON. */
  default ProcessBuilder status(Ground ground) {
    throw new UnsupportedOperationException(name() + " has none");
  }

  /** The living processes that the sessions of this ground share, such as a broker. */
  List<Long> shared(Ground ground);

  /** How a session is addressed by others. */
  String address(Ground ground, Session session) throws IOException;

  /** How long a session takes at most to end when its input has ended; then it is asked to. */
  default Duration endsAfterItsInput() {
    return Duration.ofSeconds(10);
  }

  /** How often one session may send. */
  default Pace pace() {
    return Pace.free();
  }

  /** A cheap question that changes nothing. */
  ToolCall read();

  /** A message to an address. */
  ToolCall send(String to, String text);

  /** Unread messages, waiting for one if there is none. */
  ToolCall receive(int waitSeconds);

  /** A claim of a file. */
  default ToolCall lock(String file) {
    throw new UnsupportedOperationException(name() + " has none");
  }

  /** Whether a claim was granted. */
  default boolean granted(JsonObject result) {
    throw new UnsupportedOperationException(name() + " has none");
  }

  /** How clients ask before they edit a file; empty if they can't. */
  default Optional<EditHook> editHook(Ground ground) {
    return Optional.empty();
  }

  /** How often a session shows that it is alive while nothing happens. */
  default Duration heartbeat() {
    throw new UnsupportedOperationException(name() + " has none");
  }
}
