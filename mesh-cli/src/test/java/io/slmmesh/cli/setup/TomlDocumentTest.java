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

class TomlDocumentTest {
  private static final List<String> PATH = List.of("servers", "my-mesh");
  private static final JsonObject ENTRY =
      JsonObject.of("command", "/x \"y\"", "args", List.of("mcp"));
  private static final String TABLE =
      "[servers.my-mesh]\ncommand = \"/x \\\"y\\\"\"\nargs = [\"mcp\"]\n";

  private static String put(String text) throws NotUnderstood {
    String after = TomlDocument.of(text).put(PATH, ENTRY);
    assertThat(TomlDocument.of(after).find(PATH)).as(after).isEqualTo(ENTRY);
    return after;
  }

  private static String removed(String text) throws NotUnderstood {
    return TomlDocument.of(text).remove(PATH);
  }

  @Test
  void theTableComesLast() throws Exception {
    assertThat(put("")).isEqualTo(TABLE);
    assertThat(put("\ufeff")).isEqualTo("\ufeff" + TABLE);
    assertThat(put("a = 1\n")).isEqualTo("a = 1\n\n" + TABLE);
    assertThat(put("a = 1")).isEqualTo("a = 1\n\n" + TABLE);
    assertThat(put("a = 1\r\n")).isEqualTo("a = 1\r\n\r\n" + TABLE.replace("\n", "\r\n"));
  }

  @Test
  void theTableGoesWithTheTablesUnderItAndNothingElse() throws Exception {
    String text =
        """
        # first
        [servers.my-mesh]
        command = "old" # mine
        # and
        args = [
          "mcp", # one
        ]
        # of the next

        [servers.my-mesh-2]
        command = "other"

        [ servers . "my-mesh" . env ]
        A = '1'

        [servers.other]
        """;

    assertThat(removed(text))
        .isEqualTo(
            """
            # first
            # of the next

            [servers.my-mesh-2]
            command = "other"

            [servers.other]
            """);
  }

  @Test
  void whatOnlyLooksLikeTheTableIsNone() throws Exception {
    String text =
        "a = \"\"\"\n[servers.my-mesh]\n\\\"\"\"\"\"\"\nb = '''\n[servers.my-mesh]'''\n"
            + "c = [\n  # [servers.my-mesh]\n  [\"x\"],\n]\nd = {x = 1, y = [\"]\"]}\n"
            + "e = 1979-05-27 07:32:00Z # [servers.my-mesh]\n[servers]\n\"my.mesh\" = 1\n";

    assertThat(TomlDocument.of(text).find(PATH)).isNull();
    assertThat(removed(put(text))).isEqualTo(text);
  }

  @Test
  void onlyTheValueThatIsReplacedChanges() throws Exception {
    String text = "[servers.my-mesh]\nargs = []\ncommand   = 'old'   # c\r\n";

    assertThat(TomlDocument.of(text).replace(PATH, "command", "new"))
        .isEqualTo(text.replace("'old'", "\"new\""));
    assertThat(TomlDocument.of(text).replace(PATH, "x", true))
        .isEqualTo(text.replace("args", "x = true\nargs"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a = 1; b = 2           | line 1: expected a value, found "1"
          a =                    | line 1: expected a value, found the end of the line
          a                      | line 1: expected "=", found the end of the line
          [a                     | line 1: expected "]", found the end of the line
          [a] b = 1              | line 1: expected the end of the line, found "b"
          a = "x                 | line 1: a text that does not end
          a = [1, 2              | line 1: expected a comma or ], found the end of the line
          servers = {}           | line 1: servers is not written as a table [servers.my-mesh]
          servers.my-mesh.x = 1  | line 1: servers.my-mesh.x is not written as a table [servers.my-mesh]
          [[servers]]            | line 1: servers is not written as a table [servers.my-mesh]
          [[servers.my-mesh]]    | line 1: servers.my-mesh is not written as a table [servers.my-mesh]
          """)
  void whatCannotBeEditedIsSaid(String text, String message) {
    assertThatThrownBy(() -> TomlDocument.of(text).find(PATH))
        .isInstanceOf(NotUnderstood.class)
        .hasMessage(message);
    assertThatThrownBy(() -> TomlDocument.of("x = 1\n\n" + text).find(PATH))
        .hasMessage(message.replace("line 1", "line 3"));
  }

  @Test
  void aSecondTableOfTheSameNameIsRefused() {
    assertThatThrownBy(() -> TomlDocument.of(TABLE + TABLE).find(PATH))
        .hasMessage("line 4: [servers.my-mesh] is there a second time");
  }

  @ParameterizedTest(name = "-Dseed={0}")
  @MethodSource("io.slmmesh.cli.setup.Seeds#all")
  void whatIsPutAndRemovedLeavesEveryByte(long seed) throws Exception {
    var random = new Random(seed);
    String text = file(random);
    String after = put(text);

    assertThat(after).startsWith(text);
    assertThat(removed(after)).as("seed %d", seed).isEqualTo(text);
    String more = after + text.substring(text.startsWith("\ufeff") ? 1 : 0);
    assertThat(TomlDocument.of(more).find(PATH)).as("seed %d: %s", seed, more).isNotNull();
  }

  /** A file that is broken anywhere is refused with a line, or it was not broken. */
  @ParameterizedTest(name = "-Dseed={0}")
  @MethodSource("io.slmmesh.cli.setup.Seeds#all")
  void whatIsBrokenIsRefusedWithItsLine(long seed) {
    var random = new Random(seed);
    String text = file(random);
    int at = random.nextInt(text.length());
    String broken =
        text.substring(0, at) + "[]{}\"'=,#.x\n".charAt(random.nextInt(12)) + text.substring(at);

    try {
      assertThat(removed(put(broken)))
          .as("seed %d", seed)
          .isIn(broken, broken + "\n", broken + "\r\n");
    } catch (NotUnderstood refused) {
      assertThat(refused).as("seed %d", seed).hasMessageMatching("line \\d+: .+");
    }
  }

  private static String file(Random random) {
    String newline = random.nextBoolean() ? "\n" : "\r\n";
    var text = new StringBuilder(random.nextInt(5) == 0 ? "\ufeff" : "");
    for (int i = 0; i < 1 + random.nextInt(8); i++) {
      text.append(statement(random, i).replace("\n", newline)).append(newline);
    }
    return text.toString();
  }

  private static String statement(Random random, int i) {
    return switch (random.nextInt(12)) {
      case 0 -> "";
      case 1 -> "# a 'comment' [servers.my-mesh]";
      case 2 -> "[t" + i + ".x]  # c";
      case 3 -> "[[list." + i + "]]";
      case 4 -> "  k" + i + " = \"[servers.my-mesh] \\\" \\\\\"";
      case 5 -> "k" + i + " = \"\"\"\n[servers.my-mesh]\n\"quoted\" \\\\\"\"\"";
      case 6 -> "k" + i + "='''\n[servers.my-mesh]\\'''";
      case 7 -> "k" + i + " = [ 1, [\"]\", '['],\n  # ]\n  2.5 , ]";
      case 8 -> "k" + i + ".'a b'.\"c\" = { x = [1], y = { z = \"}\" } } # }";
      case 9 -> "k" + i + " = 2026-01-01T00:00:00Z";
      case 10 -> "[servers.s" + i + "]\ncommand = 'x'";
      default -> "k" + i + " = true";
    };
  }
}
