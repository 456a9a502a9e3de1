package io.slmmesh.broker.life;

import io.slmmesh.broker.clock.MeshClock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The operating system's lock that makes a broker the only one of its data directory. It is taken
 * before anything else is touched and ends with the process, however that ends. Nothing else in
 * this program may ever open the file: closing any other handle of it would drop the lock silently.
 */
public final class InstanceLock implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final FileChannel channel;

  private InstanceLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock. Who holds it is either running, then {@code served} soon says so and there is
   * nothing to do, or is ending, then we wait for it.
   *
   * @param served whether a broker answers
   * @return empty if another broker runs, or holds the lock for too long without answering
   */
  public static Optional<InstanceLock> take(Path file, MeshClock clock, BooleanSupplier served)
      throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    long deadline = clock.ticksIn(PATIENCE);
    while (channel.tryLock() == null) {
      if (served.getAsBoolean() || clock.reached(deadline)) {
        channel.close();
        return Optional.empty();
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return Optional.of(new InstanceLock(channel));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
