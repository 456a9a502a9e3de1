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

  /** Does what an installation or a first use does once, so that no measurement pays for it. */
  void prepare() throws IOException, InterruptedException;

  /** One MCP session over stdio, to be started. */
  ProcessBuilder session(Ground ground);

  /** A command that tells how the mesh is doing, as JSON. */
  ProcessBuilder status(Ground ground);

  /** The living processes that the sessions of this ground share, such as a broker. */
  List<Long> shared(Ground ground);

  /** How a session is addressed by others. */
  String address(Session session) throws IOException;

  /** A cheap question that changes nothing. */
  ToolCall read();

  /** A message to an address. */
  ToolCall send(String to, String text);

  /** Unread messages, waiting for one if there is none. */
  ToolCall receive(int waitSeconds);

  /** A claim of a file. */
  ToolCall lock(String file);

  /** Whether a claim was granted. */
  boolean granted(JsonObject result);

  /** How clients ask before they edit a file; empty if they can't. */
  Optional<EditHook> editHook(Ground ground);

  /** How often a session shows that it is alive while nothing happens. */
  Duration heartbeat();
}
