package io.slmmesh.bench.suite;

import java.io.IOException;
import java.nio.file.Path;

/**
 * "May this file be edited?", as a client's hook asks it, in each form in which it can be asked.
 */
public interface EditHook {
  /** The session whose edits they are; returns when every form is answered. */
  Session open() throws IOException;

  /** The question as a call on the session's own connection. */
  ToolCall tool(Path file);

  /** The question over HTTP. */
  HttpConnection.Request http(Session session, Path file) throws IOException;

  /** The question as a process, which reads {@link #input}. */
  ProcessBuilder command();

  /** What the process is given on stdin. */
  String input(Path file);

  /** Whether this answer says that the edit goes on, guarded and with nothing to tell. */
  boolean allows(String answer);
}
