package io.slmmesh.api.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
  @Test
  void everyKindIsWrittenAsTheContractSays() {
    byte[] line = "{\"a\":\"\tü\"}".getBytes(UTF_8);

    assertThat(text(Frames.line(7, 120, 5, line))).isEqualTo("> 7 120 5\t{\"a\":\"\tü\"}\n");
    assertThat(text(Frames.receipt("r-1"))).isEqualTo("a r-1\n");
    assertThat(text(Frames.heartbeat())).isEqualTo("h\n");
    assertThat(text(Frames.end())).isEqualTo("e\n");
    assertThat(text(Frames.answer(7, "r-1", line))).isEqualTo("= 7 r-1\t{\"a\":\"\tü\"}\n");
    assertThat(text(Frames.answer(7, Frames.NO_RECEIPT, line))).startsWith("= 7 -\t");
    assertThat(text(Frames.finished(8))).isEqualTo(". 8\n");
    assertThat(text(Frames.push(line))).isEqualTo("~\t{\"a\":\"\tü\"}\n");
    assertThat(text(Frames.confirmed("r-1"))).isEqualTo("k r-1\n");
    assertThat(text(Frames.memo("m"))).isEqualTo("m m\n");
    assertThat(text(Frames.makeRoom(3000))).isEqualTo("g 3000\n");
  }

  @Test
  void ofAClippedLineControlBytesBecomeSpaces() {
    Line line = new Line("{\t\"\u0001é\r\u007f".getBytes(UTF_8), 2_000_000, 3);

    assertThat(text(Frames.clipped(3, 0, 2, line))).isEqualTo("% 3 0 2 2000000 3\t{ \" é  \n");
  }

  @Test
  void fieldsAndPayloadAreFoundAgain() throws ProtocolException {
    Frame frame = frame("= 12 r-9\tpay\tload ü");

    assertThat(frame.kind()).isEqualTo(Frames.ANSWER);
    assertThat(frame.number(0)).isEqualTo(12);
    assertThat(frame.word(1)).isEqualTo("r-9");
    assertThat(new String(frame.payload(), UTF_8)).isEqualTo("pay\tload ü");
    assertThat(frame.payloadLength()).isEqualTo(frame.payload().length);
    assertThat(frame("h").payload()).isEmpty();
    assertThat(frame("~\t").payload()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"> x 0 0\t{}", "> -1 0 0\t{}", ">\t{}", "> \t{}", "> 9999999999999999999 0 0\t"})
  void aFieldThatIsNoNumberIsNamed(String text) {
    assertThatThrownBy(() -> frame(text).number(0))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("kind >");
  }

  @Test
  void aFieldIsNeverTakenFromThePayload() {
    assertThatThrownBy(() -> frame("= 1\t2 3").word(1)).isInstanceOf(ProtocolException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello world", "==\t"})
  void whatIsNoFrameIsRefused(String text) {
    assertThatThrownBy(() -> frame(text)).isInstanceOf(ProtocolException.class);
  }

  private static Frame frame(String text) throws ProtocolException {
    return Frame.of(text.getBytes(UTF_8));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
