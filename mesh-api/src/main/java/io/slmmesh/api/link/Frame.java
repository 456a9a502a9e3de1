package io.slmmesh.api.link;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A frame that was read: its kind, its fields, its payload. Fields are looked at only when asked
 * for, so that passing a payload on costs nothing but the copy.
 */
public final class Frame {
  private final byte[] bytes;
  private final int fieldsEnd;

  private Frame(byte[] bytes, int fieldsEnd) {
    this.bytes = bytes;
    this.fieldsEnd = fieldsEnd;
  }

  /** Takes a line without its {@code \n}; the array is kept, not copied. */
  public static Frame of(byte[] line) throws ProtocolException {
    if (line.length == 0) {
      throw new ProtocolException("an empty frame");
    }
    int at = 1;
    while (at < line.length && line[at] != '\t') {
      at++;
    }
    if (at > 1 && line[1] != ' ') {
      throw new ProtocolException("a frame whose kind is longer than one character");
    }
    return new Frame(line, at);
  }

  /** One of the constants of {@link Frames}, or a kind this version does not know. */
  public byte kind() {
    return bytes[0];
  }

  /** The field at {@code index}, counted from 0. */
  public String word(int index) throws ProtocolException {
    int from = fieldStart(index);
    return new String(bytes, from, fieldEnd(from) - from, StandardCharsets.UTF_8);
  }

  /** The field at {@code index}, counted from 0, which must be a number that is not negative. */
  public long number(int index) throws ProtocolException {
    int from = fieldStart(index);
    int stop = fieldEnd(from);
    if (stop - from > 18) {
      throw new ProtocolException("a number that is too long in " + describe());
    }
    long value = 0;
    for (int i = from; i < stop; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        throw new ProtocolException("a field that is no number in " + describe());
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /** The array the frame was read into; the payload begins at {@link #payloadStart()}. */
  public byte[] bytes() {
    return bytes;
  }

  public int payloadStart() {
    return Math.min(fieldsEnd + 1, bytes.length);
  }

  public int payloadLength() {
    return bytes.length - payloadStart();
  }

  /** A copy of the payload; empty when there is none. */
  public byte[] payload() {
    return Arrays.copyOfRange(bytes, payloadStart(), bytes.length);
  }

  private int fieldStart(int index) throws ProtocolException {
    int at = 2;
    for (int i = 0; i < index; i++) {
      at = fieldEnd(at) + 1;
    }
    if (at >= fieldsEnd || bytes[at] == ' ') {
      throw new ProtocolException("a missing field in " + describe());
    }
    return at;
  }

  private int fieldEnd(int from) {
    int at = from;
    while (at < fieldsEnd && bytes[at] != ' ') {
      at++;
    }
    return at;
  }

  private String describe() {
    return "a frame of kind " + (char) bytes[0];
  }
}
