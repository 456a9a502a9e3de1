package io.slmmesh.api.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineReaderTest {
  private static final int MAXIMUM = 20_000;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 4096, 8191, 8192, 8193, 1_000_000})
  void linesAreTheSameHoweverTheyArrive(int piece) throws IOException {
    Random random = new Random(piece);
    StringBuilder all = new StringBuilder();
    String[] lines = new String[60];
    for (int i = 0; i < lines.length; i++) {
      int length = i % 7 == 0 ? random.nextInt(MAXIMUM + 1) : random.nextInt(200);
      lines[i] = String.valueOf((char) ('a' + i % 26)).repeat(length);
      all.append(lines[i]).append('\n');
    }
    LineReader reader = LineReader.strict(new Pieces(all.toString(), piece), MAXIMUM);

    for (String line : lines) {
      assertThat(text(reader.next())).isEqualTo(line);
    }
    assertThat(reader.next()).isNull();
  }

  @Test
  void aLineOfTheMaximumPassesAndOneByteMoreDoesNot() throws IOException {
    String longest = "x".repeat(MAXIMUM);
    LineReader reader =
        LineReader.strict(new Pieces(longest + "\n" + longest + "x\n", 512), MAXIMUM);

    assertThat(text(reader.next())).isEqualTo(longest);
    assertThatThrownBy(reader::next).isInstanceOf(ProtocolException.class);
  }

  @Test
  void aLineWithoutItsEndIsTornForASocket() throws IOException {
    LineReader reader = LineReader.strict(new Pieces("whole\ntor", 3), MAXIMUM);

    assertThat(text(reader.next())).isEqualTo("whole");
    assertThatThrownBy(reader::next).isInstanceOf(EOFException.class);
  }

  @Test
  void aLineWithoutItsEndIsALineForAnAgent() throws IOException {
    LineReader reader = LineReader.clipping(new Pieces("whole\nlast", 3), MAXIMUM);

    assertThat(text(reader.next())).isEqualTo("whole");
    assertThat(text(reader.next())).isEqualTo("last");
    assertThat(reader.next()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 4096, 5000, 8192, 1_000_000})
  void ofAnOverlongLineBothEndsAndTheLengthRemain(int piece) throws IOException {
    Random random = new Random(piece);
    for (int length :
        new int[] {MAXIMUM + 1, MAXIMUM + 4095, MAXIMUM + 8192, 3 * MAXIMUM, 100_001}) {
      String body = letters(random, length);
      LineReader reader =
          LineReader.clipping(new Pieces("before\n" + body + "\nafter\n", piece), MAXIMUM);

      assertThat(text(reader.next())).isEqualTo("before");
      Line clipped = reader.next();
      assertThat(clipped.whole()).isFalse();
      assertThat(clipped.length()).isEqualTo(length);
      assertThat(clipped.head()).isEqualTo(4096);
      assertThat(text(clipped))
          .isEqualTo(body.substring(0, 4096) + body.substring(body.length() - 4096));
      assertThat(text(reader.next())).isEqualTo("after");
      assertThat(reader.next()).isNull();
    }
  }

  @Test
  void anOverlongLineThatNeverEndsIsToldAtTheEnd() throws IOException {
    String body = letters(new Random(1), 50_000);
    LineReader reader = LineReader.clipping(new Pieces(body, 999), MAXIMUM);

    Line clipped = reader.next();

    assertThat(clipped.length()).isEqualTo(50_000);
    assertThat(text(clipped)).endsWith(body.substring(50_000 - 4096));
    assertThat(reader.next()).isNull();
  }

  private static String letters(Random random, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  private static String text(Line line) {
    return new String(line.bytes(), UTF_8);
  }

  /** Brings a text in pieces of one size. */
  private static final class Pieces implements ReadableByteChannel {
    private final byte[] bytes;
    private final int piece;
    private int at;

    Pieces(String text, int piece) {
      this.bytes = text.getBytes(UTF_8);
      this.piece = piece;
    }

    @Override
    public int read(ByteBuffer target) {
      if (at == bytes.length) {
        return -1;
      }
      int count = Math.min(Math.min(piece, target.remaining()), bytes.length - at);
      target.put(Arrays.copyOfRange(bytes, at, at + count));
      at += count;
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
