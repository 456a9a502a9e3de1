import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs the files of a folder so that programs stay executable: same files, same bytes. The JDK's
 * writers give either modes or a zip without entries for folders, on which mcpb's reader stumbles.
 */
public final class Zip {
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);
  private static final int UNIX = 3;
  private static final int PROGRAM = 0100755 << 16;
  private static final int FILE = 0100644 << 16;

  /** {@code folder}, {@code file}. */
  public static void main(String[] words) throws IOException {
    Path folder = Path.of(words[0]);
    Path zip = Path.of(words[1]);
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.setLevel(Deflater.BEST_COMPRESSION);
      for (Path file : files) {
        var entry = new ZipEntry(folder.relativize(file).toString());
        entry.setTimeLocal(TIME);
        out.putNextEntry(entry);
        Files.copy(file, out);
        out.closeEntry();
      }
    }
    byte[] bytes = Files.readAllBytes(zip);
    setModes(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), files);
    Files.write(zip, bytes);
  }

  /** In the directory at the end, in the order in which the files were put. */
  private static void setModes(ByteBuffer zip, List<Path> files) {
    int end = zip.limit() - 22;
    int at = zip.getInt(end + 16);
    for (Path file : files) {
      zip.put(at + 5, (byte) UNIX);
      zip.putInt(at + 38, Files.isExecutable(file) ? PROGRAM : FILE);
      at += 46 + zip.getShort(at + 28) + zip.getShort(at + 30) + zip.getShort(at + 32);
    }
    if (at != end) {
      throw new IllegalStateException("not the directory of " + files.size() + " files");
    }
  }
}
