package io.slmmesh.api.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * The kinds of frames and how each is written. Every encoder gives a whole frame with its {@code
 * \n}, ready to be written at once; a payload must not contain {@code \n}.
 */
public final class Frames {
  /** From the bridge: a line of the agent. */
  public static final byte LINE = '>';

  /** From the bridge: what is left of a line that was too long. */
  public static final byte CLIPPED = '%';

  /** From the bridge: the answer with this receipt was written to the agent. */
  public static final byte RECEIPT = 'a';

  /** From the bridge: still alive. */
  public static final byte HEARTBEAT = 'h';

  /** From the bridge: the agent closed its end. */
  public static final byte END = 'e';

  /** From the broker: the answer to a line. */
  public static final byte ANSWER = '=';

  /** From the broker: a line is finished and has no answer. */
  public static final byte FINISHED = '.';

  /** From the broker: a line that answers nothing. */
  public static final byte PUSH = '~';

  /** From the broker: a line for the inbox of the agent's host. */
  public static final byte INBOX = '!';

  /** Before a receipt that comes back because the inbox did not take its line. */
  public static final String REFUSED = "x";

  /** From the broker: what a receipt stood for is recorded. */
  public static final byte CONFIRMED = 'k';

  /** From the broker: a token to keep for the next hello. */
  public static final byte MEMO = 'm';

  /** From the broker: a successor is coming, start none yourself. */
  public static final byte MAKE_ROOM = 'g';

  /** What stands for a receipt when an answer has none. */
  public static final String NO_RECEIPT = "-";

  /** Longest line of an agent that is forwarded. */
  public static final int MAX_LINE = 1024 * 1024;

  /** Longest frame from a bridge: a line, its numbers and some air. */
  public static final int MAX_FROM_BRIDGE = MAX_LINE + 256;

  /** Longest frame from the broker. */
  public static final int MAX_FROM_BROKER = 4 * 1024 * 1024;

  /** The JDK copies what it writes to native memory and keeps that; small pieces keep it small. */
  private static final int PIECE = 64 * 1024;

  private static final byte[] NOTHING = new byte[0];

  private Frames() {}

  public static byte[] line(long number, long age, long done, byte[] line) {
    return frame(LINE, fields(number, age, done).toString(), true, line);
  }

  public static byte[] clipped(long number, long age, long done, Line line) {
    StringBuilder fields = fields(number, age, done);
    fields.append(' ').append(line.length()).append(' ').append(line.head());
    byte[] frame = frame(CLIPPED, fields.toString(), true, line.bytes());
    for (int i = frame.length - 1 - line.bytes().length; i < frame.length - 1; i++) {
      if ((frame[i] >= 0 && frame[i] < ' ') || frame[i] == 0x7f) {
        frame[i] = ' ';
      }
    }
    return frame;
  }

  public static byte[] receipt(String receipt) {
    return frame(RECEIPT, receipt, false, NOTHING);
  }

  public static byte[] heartbeat() {
    return new byte[] {HEARTBEAT, '\n'};
  }

  public static byte[] end() {
    return new byte[] {END, '\n'};
  }

  /** The final answer to a line; {@link #NO_RECEIPT} when nothing waits for its being written. */
  public static byte[] answer(long number, String receipt, byte[] line) {
    return frame(ANSWER, number + " " + receipt, true, line);
  }

  public static byte[] finished(long number) {
    return frame(FINISHED, Long.toString(number), false, NOTHING);
  }

  public static byte[] push(byte[] line) {
    return frame(PUSH, "", true, line);
  }

  /** The receipt comes back when the line was written. */
  public static byte[] inbox(String receipt, byte[] line) {
    return frame(INBOX, receipt, true, line);
  }

  public static byte[] confirmed(String receipt) {
    return frame(CONFIRMED, receipt, false, NOTHING);
  }

  public static byte[] memo(String memo) {
    return frame(MEMO, memo, false, NOTHING);
  }

  public static byte[] makeRoom(long millis) {
    return frame(MAKE_ROOM, Long.toString(millis), false, NOTHING);
  }

  /** Writes all of {@code frame} to a blocking channel; callers take turns. */
  public static void write(WritableByteChannel channel, byte[] frame) throws IOException {
    for (int at = 0; at < frame.length; at += PIECE) {
      ByteBuffer piece = ByteBuffer.wrap(frame, at, Math.min(PIECE, frame.length - at));
      while (piece.hasRemaining()) {
        channel.write(piece);
      }
    }
  }

  /** A builder, because a first {@code +} costs a session more than all its other work here. */
  private static StringBuilder fields(long number, long age, long done) {
    return new StringBuilder(48).append(number).append(' ').append(age).append(' ').append(done);
  }

  private static byte[] frame(byte kind, String fields, boolean tab, byte[] payload) {
    byte[] words = fields.getBytes(StandardCharsets.UTF_8);
    int head = 1 + (words.length == 0 ? 0 : 1 + words.length) + (tab ? 1 : 0);
    byte[] frame = new byte[head + payload.length + 1];
    frame[0] = kind;
    if (words.length > 0) {
      frame[1] = ' ';
      System.arraycopy(words, 0, frame, 2, words.length);
    }
    if (tab) {
      frame[head - 1] = '\t';
    }
    System.arraycopy(payload, 0, frame, head, payload.length);
    frame[frame.length - 1] = '\n';
    return frame;
  }
}
