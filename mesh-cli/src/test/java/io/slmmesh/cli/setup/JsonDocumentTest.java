package io.slmmesh.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slmmesh.api.json.JsonObject;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDocumentTest {
  private static final List<String> PATH = List.of("servers", "me");
  private static final JsonObject ENTRY =
      JsonObject.of("command", "/x \"y\"", "args", List.of("mcp"));

  private static String put(String text) throws NotUnderstood {
    String after = JsonDocument.of(text).put(PATH, ENTRY);
    assertThat(JsonDocument.of(after).find(PATH)).as(after).isEqualTo(ENTRY);
    return after;
  }

  private static String removed(String text) throws NotUnderstood {
    return JsonDocument.of(text).remove(PATH);
  }

  @Test
  void anEmptyTextBecomesAnObjectWithTheEntry() throws Exception {
    assertThat(put(""))
        .isEqualTo(
            """
            {
              "servers": {
                "me": {
                  "command": "/x \\"y\\"",
                  "args": ["mcp"]
                }
              }
            }
            """);
    assertThat(put("\ufeff")).isEqualTo("\ufeff" + put(""));
    assertThat(put("// only words")).isEqualTo("// only words\n" + put(""));
  }

  @Test
  void anEmptyObjectGetsTheEntryAsItsFirst() throws Exception {
    String inEmpty =
        "{\n  \"servers\": {\n    \"me\": {\n      \"command\": \"/x \\\"y\\\"\",\n      \"args\":"
            + " [\"mcp\"]\n    }\n  }\n}";

    assertThat(put("{}")).isEqualTo(inEmpty);
    assertThat(put("{\n}")).isEqualTo(inEmpty);
    assertThat(put("{\n  \"servers\": {}\n}")).isEqualTo(inEmpty);
    assertThat(put("{\n  // mine\n}")).isEqualTo(inEmpty.replaceFirst("\n", "\n  // mine\n"));
    assertThat(removed(inEmpty)).isEqualTo("{\n  \"servers\": {}\n}");
  }

  @Test
  void theEntryStandsBehindTheOthersInTheirIndentation() throws Exception {
    String before = "{\n\t\"a\": 1,\n\t\"servers\": {\n\t\t\"x\": {} // one\n\t\t// two\n\t}\n}\n";

    assertThat(put(before))
        .isEqualTo(
            "{\n\t\"a\": 1,\n\t\"servers\": {\n\t\t\"x\": {}, // one\n\t\t// two\n"
                + "\t\t\"me\": {\n\t\t\t\"command\": \"/x \\\"y\\\"\",\n"
                + "\t\t\t\"args\": [\"mcp\"]\n\t\t}\n\t}\n}\n");
  }

  @Test
  void aTrailingCommaIsKeptAndUsed() throws Exception {
    String before = "{\n  \"servers\": {\n    \"x\": 1, // last,\n  },\n}\n";

    String after = put(before);

    assertThat(after).contains("\"x\": 1, // last,\n    \"me\": {").contains("    },\n  },\n}");
    assertThat(removed(after)).isEqualTo(before);
  }

  @Test
  void oneLineStaysOneLine() throws Exception {
    String after = put("{\"servers\":{\"x\":1}}");

    assertThat(after)
        .isEqualTo(
            "{\"servers\":{\"x\":1, \"me\": {\"command\": \"/x \\\"y\\\"\", \"args\":"
                + " [\"mcp\"]}}}");
    assertThat(put("{\"servers\":{}}")).doesNotContain("\n");
  }

  @Test
  void linesEndAsTheOthersDo() throws Exception {
    String before = "{\r\n  \"servers\": {\r\n    \"x\": 1\r\n  }\r\n}";

    assertThat(put(before).replace("\r\n", "")).doesNotContain("\n");
    assertThat(removed(put(before))).isEqualTo(before);
  }

  @Test
  void onlyTheValueThatIsReplacedChanges() throws Exception {
    String before = "{\"servers\": {\"me\": { \"args\":[ ],/*c*/\"command\":\t\"old\" , } } }";

    String after = JsonDocument.of(before).replace(PATH, "command", "new");

    assertThat(after).isEqualTo(before.replace("\"old\"", "\"new\""));
    assertThat(JsonDocument.of(before).replace(PATH, "type", "t"))
        .isEqualTo(before.replace(" , }", " , \"type\": \"t\", }"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"servers\": {\"me\": {}, \"x\": 1}}",
        "{\"servers\": {\"x\": 1, \"me\": {}}}",
        "{\"servers\": {\"x\": 1 // c\n, \"me\": {}}}",
        "{\"servers\": {\"x\": 1, // c\n \"me\": {}}}",
        "{\"servers\": {\n\"me\": {}, \"x\": 1}}",
        "{\"servers\": {\n\"me\": {}, // mine\n \"x\": 1}}",
        "{\"servers\": {\"y\": \"//\", \"x\": 1, /* c */ \"me\": {}, }}",
      })
  void whereverItStandsItGoesAlone(String before) throws Exception {
    String after = removed(before);

    JsonObject rest = JsonDocument.of(after).find(List.of("servers"));
    assertThat(rest).as(after).isNotNull();
    assertThat(rest.has("me")).isFalse();
    assertThat(rest.get("x")).isEqualTo(1L);
    assertThat(after.contains("// c")).isEqualTo(before.contains("// c"));
  }

  @ParameterizedTest(name = "-Dseed={0}")
  @MethodSource("io.slmmesh.cli.setup.Seeds#all")
  void whatIsPutAndRemovedLeavesEveryByte(long seed) throws Exception {
    String before = RandomJson.of(new Random(seed)).file();

    String after = put(before);

    assertThat(removed(after)).as("seed %d: %s", seed, after).isEqualTo(before);
    assertThat(others(after)).as("seed %d: %s", seed, after).isEqualTo(others(before));
  }

  private static Object others(String text) throws NotUnderstood {
    Node root = JsonReader.read(text);
    assertThat(root).isNotNull();
    return root.value().toString().replace(", me=" + ENTRY, "");
  }

  /** A file that is broken anywhere is refused with a line, or it was not broken. */
  @ParameterizedTest(name = "-Dseed={0}")
  @MethodSource("io.slmmesh.cli.setup.Seeds#all")
  void whatIsBrokenIsRefusedWithItsLine(long seed) {
    var random = new Random(seed);
    String text = RandomJson.of(random).file();
    int at = random.nextInt(text.length());
    String broken =
        random.nextBoolean()
            ? text.substring(0, at)
            : text.substring(0, at)
                + "{}[]\",:x\\/".charAt(random.nextInt(10))
                + text.substring(at);

    try {
      String after = JsonDocument.of(broken).put(PATH, ENTRY);
      assertThat(JsonDocument.of(after).find(PATH)).as("seed %d: %s", seed, after).isEqualTo(ENTRY);
    } catch (NotUnderstood refused) {
      assertThat(refused).as("seed %d", seed).hasMessageMatching("line \\d+: .+");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a": 1 2}             | line 1: expected a comma or }, found "2"
          [1]                    | line 1: expected an object { … }
              {"servers": []}        | line 1: expected an object { … }
              {"servers": {"me": 1}} | line 1: expected an object { … }
              {"a": tru}             | line 1: expected a value, found "t"
              {"a": 01}              | line 1: expected a value, found "0"
              {"a": 1,,}             | line 1: expected a name in double quotes, found ","
              {'a': 1}               | line 1: expected a name in double quotes, found "'"
              {} {}                  | line 1: expected the end of the file, found "{"
              {"a": "x               | line 1: a text that does not end
              {/* x                  | line 1: a comment that does not end
              {"a":                  | line 1: expected a value, found the end of the file
              {"servers":{},"servers":{}} | line 1: "servers" is there a second time
          """)
  void whatIsWrongIsSaid(String text, String message) {
    assertThatThrownBy(() -> JsonDocument.of(text).find(PATH))
        .isInstanceOf(NotUnderstood.class)
        .hasMessage(message);
  }

  @Test
  void theLineIsThatOfTheProblemAndDepthHasALimit() {
    assertThatThrownBy(() -> JsonDocument.of("{\n\n \"a\": }")).hasMessageStartingWith("line 3: ");
    assertThatThrownBy(() -> JsonDocument.of("[".repeat(10_000)))
        .hasMessageContaining("200 levels");
  }
}
