package io.slmmesh.cli.bridge;

import io.slmmesh.api.Version;
import io.slmmesh.api.link.Hello;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Who this process is and who its parent is at the moment.
 *
 * @param ppid changes when the parent dies, because another process then adopts this one
 */
public record Lineage(long pid, long ppid) {
  /** Reads it from the kernel's file where there is one: the JDK's own way costs a thread. */
  public static Lineage now() {
    try (FileInputStream file = new FileInputStream("/proc/self/stat")) {
      byte[] bytes = new byte[512];
      int length = file.read(bytes);
      return parse(new String(bytes, 0, Math.max(0, length), StandardCharsets.ISO_8859_1));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException elsewhere) {
      ProcessHandle self = ProcessHandle.current();
      return new Lineage(self.pid(), self.parent().map(ProcessHandle::pid).orElse(0L));
    }
  }

  /** What this process says of itself to the broker, with a resume token of its own. */
  public Hello hello(Hello.Face face, String directory, Map<String, String> environment) {
    return new Hello(
        face, Version.VALUE, ResumeToken.fresh(), pid, ppid, directory, null, environment);
  }

  /** {@code pid (name) state ppid …}, where the name may hold anything. */
  static Lineage parse(String stat) {
    long pid = Long.parseLong(stat.substring(0, stat.indexOf(' ')));
    int ppidAt = stat.lastIndexOf(')') + 4;
    return new Lineage(pid, Long.parseLong(stat.substring(ppidAt, stat.indexOf(' ', ppidAt))));
  }
}
