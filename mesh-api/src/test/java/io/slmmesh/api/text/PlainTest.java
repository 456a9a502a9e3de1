package io.slmmesh.api.text;

import static java.nio.charset.StandardCharsets.UTF_16;
import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlainTest {
  /** C0, DEL, C1, zero-width and bidi marks, separators, isolates, the byte order mark, tags. */
  private static IntStream hostile() {
    return Stream.of(
            IntStream.rangeClosed(0, 0x1f),
            IntStream.rangeClosed(0x7f, 0x9f),
            IntStream.of(0xad, 0x61c, 0x180e),
            IntStream.rangeClosed(0x200b, 0x200f),
            IntStream.rangeClosed(0x2028, 0x202e),
            IntStream.rangeClosed(0x2060, 0x206f),
            IntStream.of(0xfeff, 0xfff9, 0xfffa, 0xfffb, 0xe000, 0xf8ff),
            IntStream.rangeClosed(0xe0001, 0xe007f))
        .flatMapToInt(each -> each);
  }

  static Stream<String> attacks() {
    return Stream.concat(
        hostile().mapToObj(Character::toString),
        Stream.of(
            "\u001b[31mred\u001b[0m",
            "\u001b]0;title\u0007",
            "\u001b]8;;http://evil\u001b\\click\u001b]8;;\u001b\\",
            "\u009b2J\u009bH",
            "\u001bP1$r\u001b\\",
            "ab\b\bxy",
            "over\rwrite",
            "\u202eexe.txt",
            "\u2066a\u2069\u200bb",
            "half \ud800 half",
            "\udc00",
            "line\u2028line\u0085line\u000bline\fline"));
  }

  private static boolean isHostile(int c) {
    return hostile().anyMatch(each -> each == c) || (c >= 0xd800 && c <= 0xdfff);
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void oneLineHoldsNothingHostile(String attack) {
    String shown = Plain.line("before " + attack + " after");

    assertThat(shown.codePoints().filter(PlainTest::isHostile)).isEmpty();
    assertThat(shown).startsWith("before ").endsWith(" after");
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void aBodyKeepsItsLineEndsAndTabsAndNothingElseHostile(String attack) {
    String shown = Plain.block("a\n\tb" + attack + "c");

    assertThat(shown.codePoints().filter(PlainTest::isHostile).filter(c -> c != '\n' && c != '\t'))
        .isEmpty();
    assertThat(shown).startsWith("a\n\tb").endsWith("c");
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void jsonMeansTheSameAndHoldsNothingHostile(String attack) throws Exception {
    String json = Json.text(JsonObject.of("payload", attack));

    String shown = Plain.json(json);

    assertThat(shown.codePoints().filter(PlainTest::isHostile)).isEmpty();
    // Half a character is nothing that a broker sends; both ways it is the sign for that.
    String wellFormed = new String(json.getBytes(UTF_16), UTF_16);
    assertThat(Json.parse(shown)).isEqualTo(Json.parse(wellFormed));
  }

  @Test
  void ordinaryTextOfAnyLanguageStays() {
    String text = "Grüße, 世界, שלום, a\u0301, 🚀 → ok";

    assertThat(Plain.line(text)).isEqualTo(text);
    assertThat(Plain.block(text)).isEqualTo(text);
    assertThat(Plain.json(text)).isEqualTo(text);
  }

  @Test
  void whatWasThereCanBeRead() {
    assertThat(Plain.line("a\u001b[1mb\u202ec\tend")).isEqualTo("a\\x1b[1mb\\u202ec end");
  }
}
