package io.slmmesh.cli.command;

import io.slmmesh.api.link.Door;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a command gets from its process.
 *
 * @param directory where it was called
 * @param launcher the program {@code slm-mesh}
 * @param terminal whether stdout is one
 */
public record Invocation(
    Map<String, String> environment,
    String directory,
    String launcher,
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean terminal) {
  private static final String TERMINAL = "slm.mesh.terminal";
  private static final int BUFFER = 8192;

  /** The one of this process. */
  public static Invocation ofThisProcess() {
    return new Invocation(
        System.getenv(),
        System.getProperty("user.dir", "/"),
        System.getProperty(Door.LAUNCHER, "slm-mesh"),
        new FileInputStream(FileDescriptor.in),
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        Boolean.getBoolean(TERMINAL));
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor), BUFFER),
        false,
        StandardCharsets.UTF_8);
  }

  String variable(String name) {
    return environment.getOrDefault(name, "");
  }
}
