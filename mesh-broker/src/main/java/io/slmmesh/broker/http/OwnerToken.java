package io.slmmesh.broker.http;

import io.slmmesh.api.control.RotateToken;
import io.slmmesh.api.control.TokenRotated;
import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.link.RuntimeDir;
import io.slmmesh.api.operation.Call;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The bearer token of the machine's user: 32 random bytes in hexadecimal, in a file only the user
 * can read. It outlives brokers until it is rotated. Without a sound token nobody is let in.
 */
public final class OwnerToken {
  private static final int BYTES = 32;
  private static final String REMEDY =
      "remove it or run slm-mesh token rotate, then slm-mesh stop: the next broker opens the port";

  private final Path file;
  private volatile byte @Nullable [] token;

  public OwnerToken(Path file) {
    this.file = file;
  }

  /**
   * Reads the token, makes it when there is none.
   *
   * @throws IOException if it can't be read or written, or what stands there is no token
   */
  void open() throws IOException {
    if (!Files.exists(file)) {
      write();
      return;
    }
    String text = stored();
    if (text.length() != 2 * BYTES || !text.chars().allMatch(HexFormat::isHexDigit)) {
      throw new IOException(file + " holds no token; " + REMEDY);
    }
    token = text.getBytes(StandardCharsets.US_ASCII);
  }

  private String stored() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      // One byte more than a token with a line end has tells that it is none.
      return new String(in.readNBytes(2 * BYTES + 3), StandardCharsets.ISO_8859_1).strip();
    } catch (IOException e) {
      throw new IOException(file + " can't be read (" + e.getMessage() + "); " + REMEDY, e);
    }
  }

  /** {@code slm-mesh token rotate}: the old token is refused from now on. */
  public TokenRotated rotate(Call call, RotateToken request) {
    try {
      write();
      return new TokenRotated(file.toString());
    } catch (IOException e) {
      throw new MeshException(
          ErrorCode.INTERNAL, "the token could not be written to " + file + ": " + e.getMessage());
    }
  }

  private synchronized void write() throws IOException {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    byte[] fresh = HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII);
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.deleteIfExists(next);
    Files.write(RuntimeDir.createPrivately(next), fresh);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    token = fresh;
  }

  /** Whether {@code given} is the token; takes as long whatever is wrong with it. */
  boolean matches(String given) {
    byte[] mine = token;
    return mine != null && MessageDigest.isEqual(mine, given.getBytes(StandardCharsets.UTF_8));
  }
}
