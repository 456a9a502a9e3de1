package io.slmmesh.broker.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The first bytes of the write-ahead log. When they are damaged, SQLite takes the log for an empty
 * one, says nothing and overwrites it, with all acknowledged writes that only the log holds.
 */
final class WalHeader {
  private static final int SIZE = 32;
  private static final int CHECKED = 24;
  private static final int MAGIC = 0x377f0682;

  private WalHeader() {}

  /**
   * Whether the log begins with something that SQLite did not write. A log without content, or one
   * whose header is not yet on the disk and reads as zeros, holds nothing that was acknowledged.
   */
  static boolean isDamaged(Path wal) {
    byte[] header = read(wal);
    return header.length == SIZE && !Arrays.equals(header, new byte[SIZE]) && !isSound(header);
  }

  private static byte[] read(Path wal) {
    if (!Files.exists(wal)) {
      return new byte[0];
    }
    try (FileChannel channel = FileChannel.open(wal, StandardOpenOption.READ)) {
      ByteBuffer header = ByteBuffer.allocate(SIZE);
      while (header.hasRemaining() && channel.read(header) >= 0) {}
      return Arrays.copyOf(header.array(), header.position());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Magic number and checksum as the description of SQLite's file format demands. */
  private static boolean isSound(byte[] header) {
    ByteBuffer big = ByteBuffer.wrap(header);
    int magic = big.getInt(0);
    if ((magic & ~1) != MAGIC) {
      return false;
    }
    ByteBuffer words =
        ByteBuffer.wrap(header)
            .order((magic & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int first = 0;
    int second = 0;
    for (int i = 0; i < CHECKED; i += 8) {
      first += words.getInt(i) + second;
      second += words.getInt(i + 4) + first;
    }
    return first == big.getInt(CHECKED) && second == big.getInt(CHECKED + 4);
  }
}
