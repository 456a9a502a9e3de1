package io.slmmesh.cli.bridge;

import java.io.FileInputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The secret by which the broker knows a session again; it lives in memory only. */
public final class ResumeToken {
  private static final int BYTES = 16;

  private ResumeToken() {}

  /** 128 random bits in hexadecimal, from the kernel: the JDK's generator would cost the start. */
  public static String fresh() {
    byte[] bits = new byte[BYTES];
    try (FileInputStream kernel = new FileInputStream("/dev/urandom")) {
      if (kernel.readNBytes(bits, 0, BYTES) < BYTES) {
        new SecureRandom().nextBytes(bits);
      }
    } catch (IOException missing) {
      new SecureRandom().nextBytes(bits);
    }
    return HexFormat.of().formatHex(bits);
  }
}
