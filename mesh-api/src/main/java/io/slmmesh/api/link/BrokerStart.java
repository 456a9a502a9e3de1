package io.slmmesh.api.link;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The right to start a broker and, once used, the broker that is starting. The right is a lock of
 * the kernel on {@code start.lock}: one process of a data directory has it, and it ends with that
 * process. It spares a crowd of sessions a crowd of brokers; that there is one broker is the
 * broker's own lock.
 */
final class BrokerStart implements AutoCloseable {
  private static final Set<String> PASSED_ON =
      Set.of(
          "HOME",
          "PATH",
          "USER",
          "LOGNAME",
          "LANG",
          "TZ",
          "TMPDIR",
          "JAVA_HOME",
          "GIT_CONFIG_GLOBAL");
  private static final List<String> PREFIXES_PASSED_ON = List.of("LC_", "XDG_", "SLM_MESH_");

  /** What this program's notes on stderr begin with. */
  private static final String PREFIX = "slm-mesh: ";

  private static final long MAX_ERRORS = 256 * 1024;
  private static final int MAX_COMPLAINT = 600;

  private final RuntimeDir dir;
  private final FileChannel lock;
  private @Nullable Process process;
  private long errorsBefore;

  private BrokerStart(RuntimeDir dir, FileChannel lock) {
    this.dir = dir;
    this.lock = lock;
  }

  /** Takes the right, or gives {@code null} when another has it. */
  static @Nullable BrokerStart begin(RuntimeDir dir) throws IOException {
    RuntimeDir.createPrivately(dir.startLock());
    FileChannel channel = FileChannel.open(dir.startLock(), StandardOpenOption.WRITE);
    FileLock held = null;
    try {
      held = channel.tryLock();
    } catch (OverlappingFileLockException ownProcess) {
      return null;
    } finally {
      if (held == null) {
        channel.close();
      }
    }
    return held == null ? null : new BrokerStart(dir, channel);
  }

  boolean spawned() {
    return process != null;
  }

  /** Runs {@code launcher broker --detach}, cut off from everything of this session. */
  void spawn(String launcher, Map<String, String> environment) throws IOException {
    openErrors();
    ProcessBuilder builder = new ProcessBuilder(launcher, "broker", "--detach");
    builder.directory(new File("/"));
    builder.redirectInput(new File("/dev/null"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(dir.errors().toFile()));
    Map<String, String> child = builder.environment();
    child.clear();
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      if (passedOn(variable.getKey())) {
        child.put(variable.getKey(), variable.getValue());
      }
    }
    child.put(RuntimeDir.VARIABLE, dir.home().toString());
    process = builder.start();
  }

  private static boolean passedOn(String name) {
    if (PASSED_ON.contains(name)) {
      return true;
    }
    for (String prefix : PREFIXES_PASSED_ON) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  private void openErrors() throws IOException {
    RuntimeDir.createPrivately(dir.errors());
    try (FileChannel errors = FileChannel.open(dir.errors(), StandardOpenOption.WRITE)) {
      if (errors.size() > MAX_ERRORS) {
        errors.truncate(0);
      }
      errorsBefore = errors.size();
    }
  }

  /** How the starting broker ended, {@code null} while it has not. */
  @Nullable Integer exitCode() {
    Process child = process;
    return child == null || child.isAlive() ? null : (Integer) child.exitValue();
  }

  /** The last line the starting broker printed, empty when it printed nothing. */
  String complaint() {
    try (FileChannel errors = FileChannel.open(dir.errors(), StandardOpenOption.READ)) {
      long from = Math.max(errorsBefore, errors.size() - MAX_COMPLAINT);
      ByteBuffer tail = ByteBuffer.allocate(MAX_COMPLAINT);
      errors.read(tail, from);
      String text = new String(tail.array(), 0, tail.position(), StandardCharsets.UTF_8).strip();
      String last = text.substring(text.lastIndexOf('\n') + 1).strip();
      return last.startsWith(PREFIX) ? last.substring(PREFIX.length()) : last;
    } catch (IOException unreadable) {
      return "";
    }
  }

  /** Gives the right back. A broker that was started lives on, no longer a child of ours. */
  @Override
  public void close() {
    Process child = process;
    if (child != null) {
      child.destroy();
    }
    try {
      lock.close();
    } catch (IOException alreadyGone) {
      // The lock ends with the file that is closed here, whatever closing says.
      return;
    }
  }
}
