package io.slmmesh.it.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Shell.Ran;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The word {@code hook}, which asks by curl and, where it gets no answer so, with a JVM. Whoever
 * runs it must have waited for the HTTP face.
 */
public enum HookCommand {
  CURL("echo >>\"$0.calls\"; PATH=${PATH#*:} exec curl \"$@\""),
  /** There is a curl, and it brings nothing. */
  CURL_FAILS("cat >/dev/null; exit 7"),
  NO_CURL("");

  private final String curl;

  HookCommand(String curl) {
    this.curl = curl;
  }

  public Ran run(Mesh mesh, String client, String event, JsonObject payload) {
    return run(mesh, client, event, Json.text(payload));
  }

  public Ran run(Mesh mesh, String client, String event, String payload) {
    return shell(mesh).feed(payload, "hook", client, event);
  }

  /** Runs it for a client that takes nothing of what it writes. */
  public Ran runUnheard(Mesh mesh, String client, String event, JsonObject payload) {
    return shell(mesh)
        .env("INPUT", Json.text(payload))
        .script("printf %s \"$INPUT\" | \"$SLM\" hook " + client + " " + event + " >/dev/full");
  }

  private Path bin(Mesh mesh) {
    return mesh.directory("bin-" + name());
  }

  private Shell shell(Mesh mesh) {
    Path bin = bin(mesh);
    if (this == NO_CURL) {
      return Shell.of(mesh)
          .env("PATH", bin.toString())
          .env("JAVA_HOME", System.getProperty("java.home"));
    }
    Needs.program("curl");
    Path program = bin.resolve("curl");
    try {
      Files.writeString(program, "#!/bin/sh\n" + curl + "\n");
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Shell.of(mesh).env("PATH", bin + ":" + System.getenv("PATH"));
  }

  /** Makes sure that curl was asked so often, where it was to be asked. */
  public void assertAsked(Mesh mesh, int times) {
    if (this == CURL) {
      assertThat(bin(mesh).resolve("curl.calls"))
          .as("calls of curl")
          .exists()
          .content()
          .hasLineCount(times);
    }
  }
}
