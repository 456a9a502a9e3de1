package io.slmmesh.api.link;

/** One line without its {@code \n}, or the two ends of a line that was too long to keep. */
public final class Line {
  private final byte[] bytes;
  private final long length;
  private final int head;

  Line(byte[] bytes) {
    this(bytes, bytes.length, bytes.length);
  }

  Line(byte[] bytes, long length, int head) {
    this.bytes = bytes;
    this.length = length;
    this.head = head;
  }

  /** The line itself, or its beginning and its end put together; not copied. */
  public byte[] bytes() {
    return bytes;
  }

  /** How long the line was, whatever of it was kept. */
  public long length() {
    return length;
  }

  /** How many of {@link #bytes()} are its beginning. */
  public int head() {
    return head;
  }

  public boolean whole() {
    return length == bytes.length;
  }
}
