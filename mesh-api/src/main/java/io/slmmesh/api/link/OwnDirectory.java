package io.slmmesh.api.link;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The checks that make a directory one of ours: real, owned by us, closed to others, writable. */
final class OwnDirectory {
  private static final int TYPE = 0170000;
  private static final int DIRECTORY = 0040000;
  private static final int SYMLINK = 0120000;
  private static final int OTHERS = 0077;

  private OwnDirectory() {}

  /** Makes the directory when it is missing, then checks it; {@code fix} ends the complaint. */
  static void ensure(Path directory, String fix) throws LinkException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      create(directory, fix);
    }
    check(directory, fix);
  }

  private static void create(Path directory, String fix) throws LinkException {
    Set<PosixFilePermission> ours =
        EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE);
    FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(ours);
    try {
      Path parent = directory.getParent();
      if (parent != null) {
        Files.createDirectories(parent, mode);
      }
      createLast(directory, mode);
    } catch (IOException failed) {
      throw refusal(directory, "cannot be made (" + reason(failed) + ")", fix);
    }
  }

  private static void createLast(Path directory, FileAttribute<?> mode) throws IOException {
    try {
      Files.createDirectory(directory, mode);
    } catch (FileAlreadyExistsException raced) {
      // Another session made it a moment ago; it is checked like any other.
      return;
    }
  }

  static void check(Path directory, String fix) throws LinkException {
    Map<String, Object> status;
    try {
      status = Files.readAttributes(directory, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
    } catch (IOException failed) {
      throw refusal(directory, "cannot be read (" + reason(failed) + ")", fix);
    }
    int mode = (Integer) status.getOrDefault("mode", 0);
    if ((mode & TYPE) == SYMLINK) {
      throw refusal(directory, "is a symbolic link", "set the variable to its target, or " + fix);
    }
    if ((mode & TYPE) != DIRECTORY) {
      throw refusal(directory, "is not a directory", fix);
    }
    if (!status.getOrDefault("uid", -1).equals(ownUid(directory))) {
      throw refusal(directory, "belongs to another user", fix);
    }
    if ((mode & OTHERS) != 0) {
      throw refusal(directory, "is open to other users", "run: chmod 700 '" + directory + "'");
    }
    if (!Files.isWritable(directory)) {
      throw refusal(directory, "is not writable", "make it writable, or " + fix);
    }
  }

  static UserPrincipal owner(Path directory) throws LinkException {
    try {
      return Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException failed) {
      throw refusal(directory, "cannot be read (" + reason(failed) + ")", "make it readable");
    }
  }

  /** The JDK does not tell who we are; the kernel's own view of this process does. */
  private static Object ownUid(Path directory) throws LinkException {
    try {
      Path self = Path.of("/proc/self");
      if (Files.exists(self)) {
        return Files.getAttribute(self, "unix:uid");
      }
      Path probe = Files.createTempFile(directory, ".probe", "");
      try {
        return Files.getAttribute(probe, "unix:uid");
      } finally {
        Files.delete(probe);
      }
    } catch (IOException failed) {
      throw refusal(directory, "is not writable (" + reason(failed) + ")", "make it writable");
    }
  }

  private static LinkException refusal(Path directory, String cause, String fix) {
    return LinkException.configuration("the directory " + directory + " " + cause + "; " + fix);
  }

  private static String reason(IOException failed) {
    return failed.getClass().getSimpleName().replace("Exception", "");
  }
}
