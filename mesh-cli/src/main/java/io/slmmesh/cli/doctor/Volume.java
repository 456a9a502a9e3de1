package io.slmmesh.cli.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What the data directory lies on. */
final class Volume {
  private static final long MEBI = 1 << 20;
  private static final long SCARCE = 256 * MEBI;
  private static final long FULL = 32 * MEBI;
  private static final List<String> REMOTE =
      List.of("nfs", "cifs", "smb", "afs", "9p", "sshfs", "davfs", "glusterfs", "ceph");

  private final Path home;

  Volume(Path home) {
    this.home = home;
  }

  List<Finding> look() {
    try {
      FileStore store = Files.getFileStore(home);
      return List.of(space(store.getUsableSpace()), kind(store.type()));
    } catch (IOException e) {
      return List.of(
          Finding.warning("disk", "cannot be asked: " + e.getMessage(), "look at it with: df -h"));
    }
  }

  private static Finding space(long bytes) {
    String free = bytes / MEBI + " MiB free";
    if (bytes < FULL) {
      return Finding.problem("disk", free, "make room: nothing can be stored soon");
    }
    return bytes < SCARCE ? Finding.warning("disk", free, "make room") : Finding.ok("disk", free);
  }

  private static Finding kind(String type) {
    String lower = type.toLowerCase(Locale.ROOT);
    return REMOTE.stream().anyMatch(lower::contains)
        ? Finding.problem(
            "file system",
            type + " is a network file system, where locks can't be trusted",
            "set SLM_MESH_DATA_DIR to a directory on a local disk")
        : Finding.ok("file system", type);
  }
}
