package io.slmmesh.api.link;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * While it is held no broker of the directory runs and none starts: it has both locks of the
 * kernel, that of who starts a broker and that of the broker. Only for a program that never is a
 * broker: in the broker's own process a second handle of {@code broker.lock} would drop its lock.
 */
public final class Standstill implements AutoCloseable {
  private final List<FileChannel> locks = new ArrayList<>();

  private Standstill() {}

  /** {@code null} when a broker runs or is being started. */
  public static @Nullable Standstill take(RuntimeDir dir) throws IOException {
    Standstill standstill = new Standstill();
    if (standstill.lock(dir.startLock()) && standstill.lock(dir.brokerLock())) {
      return standstill;
    }
    standstill.close();
    return null;
  }

  private boolean lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(RuntimeDir.createPrivately(file), StandardOpenOption.WRITE);
    locks.add(channel);
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException ownProcess) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    for (FileChannel each : locks.reversed()) {
      each.close();
    }
  }
}
